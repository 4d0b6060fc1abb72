// Real cells of 2012 and two laboratory base stations: every bit of their messages is understood, and says
// what the scanner that heard them wrote down.
#include <algorithm>
#include <map>

#include "cell/gsm/arfcn.hpp"
#include "cell/gsm/system_information.hpp"
#include "tests/catch.hpp"
#include "tests/cell/gsm/corpus.hpp"

namespace cellwarden::gsm {
namespace {

void take_all(SystemInformation& information, const std::vector<L2Block>& blocks) {
  for (const L2Block& block : blocks) {
    if (information.take(block)) CHECK(leftover_of(*parse(block)) == Leftover{});
  }
}

// The base station's software leaves one bit of SI4's spare padding wrong; tshark says so too.
bool has_wrong_padding(const L2Block& block) {
  return kind_of(block) == MessageKind::kSi4 && leftover_of(*parse(block)) == Leftover{1, false};
}

}  // namespace

TEST_CASE("All messages of 137 real cells are read to the last bit", "[cell][gsm][corpus]") {
  std::map<MessageKind, std::size_t> messages;
  std::map<FrequencyFormat, std::size_t> formats;
  const auto cells = test::corpus_cells();
  if (cells.empty()) return;
  REQUIRE(cells.size() == 137);
  for (const auto& cell : cells) {
    CAPTURE(cell.arfcn, cell.lac, cell.cell, cell.provider);
    SystemInformation information;
    take_all(information, cell.blocks);
    for (const MessageKind kind : information.kinds()) ++messages[kind];
    REQUIRE(information.kinds().size() == cell.blocks.size());
    REQUIRE(information.si2());
    ++formats[information.si2()->neighbours.channels.format];

    const auto identity = information.identity();
    REQUIRE(identity);
    CHECK(identity->lac.value == cell.lac);
    CHECK(identity->cell_id.value == cell.cell);
    REQUIRE(identity->plmn);
    CHECK(identity->plmn->mcc == 262);
    REQUIRE(information.si4());
    CHECK(information.si4()->area == information.si3()->area);
    CHECK(information.si4()->rach == information.si3()->rach);

    // The scanner left out the cell's own carrier.
    const auto neighbours = information.neighbours();
    std::vector<unsigned> ours(neighbours.begin(), neighbours.end());
    std::erase(ours, cell.arfcn);
    auto theirs = cell.neighbours;
    std::sort(theirs.begin(), theirs.end());
    CHECK(information.are_neighbours_complete());
    CHECK(ours == theirs);

    // Most of one operator's cells name only carriers that hop, and the broadcast carrier is none of them.
    const auto allocation = information.cell_allocation();
    const bool has_own = std::find(allocation.begin(), allocation.end(), cell.arfcn) != allocation.end();
    CHECK((has_own || cell.provider == "Vodafone"));
    for (const std::uint16_t arfcn : allocation) CHECK(gsm_band_of(arfcn, information.is_band_1900()));
  }
  CHECK(messages[MessageKind::kSi1] == 137);
  CHECK(messages[MessageKind::kSi2] == 137);
  CHECK(messages[MessageKind::kSi2bis] == 4);
  CHECK(messages[MessageKind::kSi2ter] == 88);
  CHECK(messages[MessageKind::kSi3] == 137);
  CHECK(messages[MessageKind::kSi4] == 137);
  CHECK(formats.size() >= 3);
}

TEST_CASE("A laboratory cell's messages say what it was configured to be", "[cell][gsm][corpus]") {
  const auto blocks = test::laboratory_blocks("legit");
  if (blocks.empty()) return;
  SystemInformation cell;
  CHECK(std::count_if(blocks.begin(), blocks.end(), has_wrong_padding) == 1);
  for (const L2Block& block : blocks) {
    if (cell.take(block) && !has_wrong_padding(block)) CHECK(leftover_of(*parse(block)) == Leftover{});
  }
  using Kinds = std::vector<MessageKind>;
  CHECK(cell.kinds() == Kinds{MessageKind::kSi1, MessageKind::kSi2, MessageKind::kSi2quater,
                              MessageKind::kSi3, MessageKind::kSi4});
  CHECK(cell.identity() == CellIdentity{Plmn{1, 1, 2}, Lac{4711}, GsmCellId{1001}});
  CHECK(cell.cell_allocation() == std::vector<std::uint16_t>{40});
  CHECK(cell.neighbours() == std::vector<std::uint16_t>{44, 52, 60});
  CHECK(cell.are_neighbours_complete());
  CHECK(cell.has_gprs() == false);
  CHECK(cell.has_combined_ccch() == false);
  const auto utra = cell.utra_neighbours();
  REQUIRE(utra.size() == 1);
  CHECK(utra[0] == UtraNeighbour{false, 10638, {{123, false, false}}});
  const auto eutra = cell.eutra_neighbours();
  REQUIRE(eutra.size() == 1);
  CHECK(eutra[0] == EutraNeighbour{1300, std::uint8_t{0}, std::uint8_t{5}});
  CHECK(cell.is_si2quater_complete());
}

TEST_CASE("A laboratory rogue's messages show what a rogue does", "[cell][gsm][corpus]") {
  const auto blocks = test::laboratory_blocks("rogue");
  if (blocks.empty()) return;
  SystemInformation cell;
  take_all(cell, blocks);
  CHECK(cell.identity() == CellIdentity{Plmn{1, 1, 2}, Lac{65000}, GsmCellId{10}});
  CHECK(cell.cell_allocation() == std::vector<std::uint16_t>{44});
  CHECK(cell.neighbours().empty());
  CHECK(cell.are_neighbours_complete());
  CHECK(cell.has_gprs() == false);
  CHECK(cell.has_combined_ccch() == true);
  CHECK_FALSE(cell.has(MessageKind::kSi2quater));
  REQUIRE(cell.si3());
  CHECK(cell.si3()->control_channel.periodic_update_decihours == 1);
  CHECK(cell.si3()->selection.reselect_hysteresis_db == 0);
  CHECK(cell.si3()->selection.rxlev_access_min == 0);
  const auto reselection = cell.reselection();
  REQUIRE(reselection);
  CHECK(reselection->offset_db() == 126);
  CHECK(reselection->penalty_time_s() == 20);
}

}  // namespace cellwarden::gsm
