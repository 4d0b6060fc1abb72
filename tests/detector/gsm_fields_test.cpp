// The broadcast object of a GSM cell: valid JSON of whatever was heard, and the values that were sent.
#include "detector/records/gsm_fields.hpp"

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cell/gsm/bit_writer.hpp"
#include "tests/cell/gsm/message_maker.hpp"

namespace cellwarden::records {
namespace {

using gsm::MessageKind;
using gsm::test::BitWriter;

nlohmann::json broadcast_of(const gsm::SystemInformation& cell) {
  JsonWriter json;
  put_broadcast(json, cell);
  return nlohmann::json::parse(json.take());
}

int depth_of(const nlohmann::json& value) {
  int deepest = 0;
  for (const auto& inner : value) {
    if (inner.is_structured()) deepest = std::max(deepest, depth_of(inner));
  }
  return deepest + 1;
}

std::vector<unsigned> numbers(const nlohmann::json& array) {
  return array.get<std::vector<unsigned>>();
}

gsm::L2Block si3_with(unsigned offset, unsigned penalty) {
  BitWriter out;
  for (const int octet : {0x49, 0x06, 0x1B, 0x12, 0x34, 0x62, 0xF2, 0x20, 0x03, 0x19, 0x49, 0x03, 0x1E, 0x46,
                          0x65, 0x45, 0xB9, 0x04, 0x02})
    out.put(static_cast<std::uint64_t>(octet), 8);
  out.high(true);
  out.put(0, 1);
  out.put(offset, 6);
  out.put(0, 3);
  out.put(penalty, 5);
  const auto octets = out.octets(gsm::kBlock_octets);
  gsm::L2Block block{};
  std::copy(octets.begin(), octets.end(), block.begin());
  return block;
}

}  // namespace

TEST_CASE("A cell that said nothing has an empty broadcast object", "[detector][gsm]") {
  CHECK(broadcast_of({}) == nlohmann::json::object());
}

TEST_CASE("SI3 in the broadcast object", "[detector][gsm]") {
  gsm::SystemInformation cell;
  REQUIRE(cell.take(si3_with(30, 31)));
  const auto broadcast = broadcast_of(cell);
  REQUIRE(broadcast.size() == 2);
  CHECK(broadcast.at("gprs") == false);
  const auto& si3 = broadcast.at("si3");
  CHECK(si3.at("plmn") == "262-02");
  CHECK(si3.at("lac") == 793);
  CHECK(si3.at("cell_id") == 0x1234);
  CHECK(si3.at("ccch_combined") == true);
  CHECK(si3.at("periodic_update_decihours") == 30);
  CHECK(si3.at("dtx") == "allowed");
  CHECK(si3.at("reselect_hysteresis_db") == 6);
  CHECK(numbers(si3.at("rach").at("barred_classes")) == std::vector<unsigned>{1});
  CHECK(si3.at("reselection").at("offset_db") == -60);
  CHECK_FALSE(si3.at("reselection").contains("penalty_time_s"));
  CHECK_FALSE(si3.contains("gprs"));
  CHECK_FALSE(si3.contains("unread_bits"));
}

TEST_CASE("Neighbours of all messages together, by rising number", "[detector][gsm]") {
  gsm::SystemInformation cell;
  gsm::L2Block si2{};
  si2[0] = 0x59;
  si2[1] = 0x06;
  si2[2] = 0x1A;
  si2[3] = 0x20;
  si2[18] = 0x05;  // 1 and 3
  si2[19] = 0x82;  // colour codes 1 and 7
  gsm::L2Block si2bis = si2;
  si2bis[0] = 0x55;
  si2bis[2] = 0x02;
  si2bis[18] = 0x02;  // 2
  si2bis[22] = 0x2B;
  REQUIRE(cell.take(si2));
  REQUIRE(cell.take(si2bis));
  const auto broadcast = broadcast_of(cell);
  CHECK(numbers(broadcast.at("neighbours")) == std::vector<unsigned>{1, 2, 3});
  CHECK(numbers(broadcast.at("si2").at("neighbours")) == std::vector<unsigned>{1, 3});
  CHECK(numbers(broadcast.at("si2").at("ncc_permitted")) == std::vector<unsigned>{1, 7});
  CHECK(broadcast.at("si2").at("list_format") == "bit_map_0");
  CHECK(broadcast.at("neighbours_complete") == false);  // SI3 may announce SI2ter
}

TEST_CASE("Whatever is heard, its record is valid and not too deep", "[detector][gsm]") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    gsm::test::MessageMaker maker(seed);
    gsm::SystemInformation cell;
    for (std::size_t kind = 0; kind < gsm::kMessageKinds; ++kind)
      REQUIRE(cell.take(maker.make(static_cast<MessageKind>(kind))));
    const auto broadcast = broadcast_of(cell);
    for (const MessageKind kind : cell.kinds()) CHECK(broadcast.contains(std::string(to_string(kind))));
    CHECK(depth_of(broadcast) <= 7);  // in a record it is one deeper
    CHECK(broadcast.at("si3").at("cell_id") == cell.identity()->cell_id.value);
    CHECK(broadcast.at("si2quater").size() == 1);
  }
}

}  // namespace cellwarden::records
