// What a cell is given to say, read back from its grids.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "dsp/kernel/gold.hpp"
#include "dsp/lte/dci_decoder.hpp"
#include "dsp/lte/shared_channel.hpp"
#include "dsp/lte/transport_block.hpp"
#include "tests/catch.hpp"
#include "tests/synth/lte_broadcast.hpp"
#include "tests/synth/lte_control_region.hpp"
#include "tests/synth/lte_shared_channel.hpp"
#include "tests/synth/tail_biting_encoder.hpp"

using namespace cellwarden;
using lte::CyclicPrefix;
using lte::Duplex;
using synth::LteBroadcast;
using synth::LteGridSpec;
using synth::LteTransmission;

namespace {

using Places = std::set<std::pair<unsigned, std::size_t>>;

void add_places(std::span<const synth::ElementGroup> groups, Places& places) {
  for (const auto& group : groups) {
    for (const std::size_t k : group.subcarriers) CHECK(places.insert({group.symbol, k}).second);
  }
}

std::vector<LteGridSpec> every_kind() {
  std::vector<LteGridSpec> specs;
  unsigned pci = 0;
  for (const unsigned bandwidth_rb : {6U, 15U, 25U, 50U, 75U, 100U}) {
    for (const unsigned ports : {1U, 2U, 4U}) {
      for (const Duplex duplex : {Duplex::kFdd, Duplex::kTdd}) {
        for (const CyclicPrefix prefix : {CyclicPrefix::kNormal, CyclicPrefix::kExtended}) {
          LteGridSpec spec;
          spec.pci = pci;
          spec.bandwidth_rb = bandwidth_rb;
          spec.ports = ports;
          spec.duplex = duplex;
          spec.prefix = prefix;
          spec.control_symbols = 1 + pci % 4;
          spec.tdd_configuration = pci % 7;
          spec.phich_resource = static_cast<lte::PhichResource>(pci % 4);
          spec.phich_duration = static_cast<lte::PhichDuration>(pci / 4 % 2);
          pci = (pci + 61) % lte::kPciCount;
          specs.push_back(spec);
        }
      }
    }
  }
  return specs;
}

// Elements of the control region that are no reference signal's place, by section 6.10.1 alone.
std::size_t free_elements(const LteGridSpec& spec, unsigned subframe, unsigned symbols) {
  std::size_t count = 0;
  for (unsigned l = 0; l < symbols; ++l) {
    for (std::size_t k = 0; k < subcarriers(spec); ++k) {
      bool is_reference = false;
      for (unsigned port = 0; port < std::max(2U, spec.ports); ++port) {
        const int offset = lte::crs_offset(spec.pci, port, 2 * subframe, l, spec.prefix);
        is_reference = is_reference || (offset >= 0 && k % 6 == static_cast<std::size_t>(offset));
      }
      count += is_reference ? 0 : 1;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("Every control element has one use, and reference signals keep theirs", "[synth][lte]") {
  for (const LteGridSpec& spec : every_kind()) {
    for (unsigned subframe = 0; subframe < 10; ++subframe) {
      if (downlink_symbols(spec, subframe) == 0) continue;
      CAPTURE(spec.bandwidth_rb, spec.ports, spec.pci, subframe, spec.control_symbols);
      const auto region = control_region(spec, subframe);
      CHECK(region.indicator.size() == 4);
      Places places;
      add_places(region.indicator, places);
      add_places(region.acknowledgements, places);
      add_places(region.control, places);
      CHECK(places.size() == free_elements(spec, subframe, region.symbols));
    }
  }
}

TEST_CASE("Control regions as other sources count them", "[synth][lte]") {
  // 50 resource blocks, N_g = 1: 100, 150 and 150 groups, of which the indicator takes 4 and seven groups of
  // acknowledgements take 21.
  LteGridSpec spec;
  spec.pci = 0;
  constexpr std::array<std::size_t, 3> kElements50{8, 25, 41};
  for (unsigned symbols = 1; symbols <= 3; ++symbols) {
    spec.control_symbols = symbols;
    const auto region = control_region(spec, 0);
    CHECK(region.acknowledgements.size() == 21);
    CHECK(region.elements() == kElements50[symbols - 1]);
  }
  // 100 resource blocks, N_g = 1/6: 3 groups.
  spec.bandwidth_rb = 100;
  spec.phich_resource = lte::PhichResource::kOneSixth;
  spec.control_symbols = 3;
  const auto region = control_region(spec, 0);
  CHECK(region.acknowledgements.size() == 9);
  CHECK(region.control.size() == 200 + 300 + 300 - 4 - 9);
  CHECK(region.elements() == 87);
}

TEST_CASE("The format indicator stands where its section puts it", "[synth][lte]") {
  LteGridSpec spec;
  spec.bandwidth_rb = 25;
  spec.pci = 200;
  const auto region = control_region(spec, 0);
  // k = 6 (200 mod 50) = 0, then 12, 25 and 37 halves of a block further on; element 200 mod 3 = 2 left out.
  constexpr std::array<std::size_t, 4> kFirst{0, 72, 150, 222};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(region.indicator[i].symbol == 0);
    CHECK(region.indicator[i].subcarriers ==
          std::array<std::size_t, 4>{kFirst[i], kFirst[i] + 1, kFirst[i] + 3, kFirst[i] + 4});
  }
  std::vector<std::uint8_t> c(32);
  gold_sequence(6U * 401U * 512U + 200U, 0, c);
  for (unsigned symbols = 1; symbols <= 3; ++symbols) {
    const auto bits = synth::indicator_bits(spec, 5, symbols);
    std::string text;
    for (std::size_t i = 0; i < 6; ++i) text += (bits[i] ^ c[i]) != 0 ? '1' : '0';
    CHECK(text == std::array{"011011", "101101", "110110"}[symbols - 1]);
  }
}

TEST_CASE("How much a pair of resource blocks carries", "[synth][lte]") {
  LteGridSpec spec;
  const auto count = [&](unsigned subframe, unsigned control, unsigned block) {
    return shared_channel_elements(spec, subframe, control, {{{block}, {block}}}).size();
  };
  // Two ports, two symbols of control: 12 * 12 elements less 12 of reference signals outside symbol 0.
  CHECK(count(1, 2, 0) == 132);
  CHECK(count(5, 2, 0) == 132);
  CHECK(count(5, 2, 25) == 132 - 24);           // synchronisation signals
  CHECK(count(0, 2, 25) == 132 - 24 - 48 + 4);  // and the broadcast channel
  spec.ports = 1;
  CHECK(count(1, 2, 0) == 138);
  spec.ports = 4;
  CHECK(count(1, 2, 0) == 128);
  CHECK(count(1, 1, 0) == 136);
  spec.ports = 2;
  spec.prefix = CyclicPrefix::kExtended;
  CHECK(count(1, 2, 0) == 108);
  spec.prefix = CyclicPrefix::kNormal;
  spec.duplex = Duplex::kTdd;
  CHECK(count(5, 2, 25) == 132 - 12);
  CHECK(count(6, 2, 25) == (10 - 2) * 12 - 8 - 12);  // DwPTS of ten symbols
  spec.duplex = Duplex::kFdd;
  spec.bandwidth_rb = 25;
  CHECK(count(5, 2, 12) == 132 - 24);
  CHECK(count(5, 2, 9) == 132 - 12);  // half of it is central
}

namespace {

// A receiver that knows everything but the content: grids in, transport blocks out.
class Reader {
 public:
  explicit Reader(const LteGridSpec& spec) : spec_(spec), grid_(spec, 7) {}

  struct Found {
    lte::DownlinkAssignment assignment;
    std::vector<std::uint8_t> octets;
  };

  std::vector<Found> read(std::int64_t frame, unsigned subframe) {
    grid_.prepare(frame, subframe);
    const auto region = control_region(spec_, subframe);
    std::vector<std::pair<unsigned, std::size_t>> places;
    for (const auto& group : region.control) {
      for (const std::size_t k : group.subcarriers) places.emplace_back(group.symbol, k);
    }
    const auto sent = soft_control_bits(places, subframe);
    std::vector<Found> found;
    for (const lte::DciFormat format : {lte::DciFormat::k1A, lte::DciFormat::k1C}) {
      const lte::DciShape shape{spec_.bandwidth_rb, spec_.duplex};
      lte::DciDecoder decoder(lte::dci_bits(format, shape));
      for (std::size_t first = 0; first + 4 <= region.elements(); first += 4) {
        const auto fix = decoder.decode(std::span(sent).subspan(72 * first, 288));
        if (!fix || fix->z < 12) continue;
        const auto assignment = lte::parse_dci(fix->bits, fix->rnti, shape);
        REQUIRE(assignment);
        found.push_back({*assignment, read_block(*assignment, subframe, region.symbols)});
      }
    }
    return found;
  }

 private:
  // A gain for each port, and what an antenna then hears.
  [[nodiscard]] Sample heard(unsigned symbol, std::size_t k) const {
    Sample sum{};
    for (unsigned port = 0; port < spec_.ports; ++port) sum += kGains[port] * grid_.symbol(symbol, port)[k];
    return sum;
  }

  // Transmit diversity undone, pair by pair.
  [[nodiscard]] std::vector<float> soft_bits(
      const std::vector<std::pair<unsigned, std::size_t>>& places) const {
    std::vector<float> soft;
    const auto push = [&soft](Sample s) {
      soft.push_back(s.real());
      soft.push_back(s.imag());
    };
    for (std::size_t i = 0; i + 1 < places.size(); i += 2) {
      const Sample a = heard(places[i].first, places[i].second);
      const Sample b = heard(places[i + 1].first, places[i + 1].second);
      const bool odd_pair = i / 2 % 2 == 1;
      const Sample g = spec_.ports == 4 && odd_pair ? kGains[1] : kGains[0];
      const Sample h = spec_.ports == 2 ? kGains[1] : odd_pair ? kGains[3] : kGains[2];
      if (spec_.ports == 1) {
        push(a * std::conj(g));
        push(b * std::conj(g));
      } else {
        push(a * std::conj(g) + h * std::conj(b));
        push(b * std::conj(g) - h * std::conj(a));
      }
    }
    return soft;
  }

  [[nodiscard]] std::vector<float> soft_control_bits(
      const std::vector<std::pair<unsigned, std::size_t>>& places, unsigned subframe) const {
    // Groups back to the order before interleaving; precoding is undone in that order.
    const std::size_t groups = places.size() / 4;
    const auto order = synth::interleaved_order(groups);
    std::vector<std::pair<unsigned, std::size_t>> sorted(places.size());
    for (std::size_t i = 0; i < groups; ++i) {
      const std::size_t to = order[(i + spec_.pci) % groups];
      for (std::size_t e = 0; e < 4; ++e) sorted[4 * to + e] = places[4 * i + e];
    }
    auto soft = soft_bits(sorted);
    std::vector<std::uint8_t> c(soft.size());
    gold_sequence(subframe * 512 + spec_.pci, 0, c);
    for (std::size_t i = 0; i < soft.size(); ++i) soft[i] = c[i] != 0 ? -soft[i] : soft[i];
    return soft;
  }

  [[nodiscard]] std::vector<std::uint8_t> read_block(const lte::DownlinkAssignment& assignment,
                                                     unsigned subframe, unsigned control) {
    std::array<std::vector<unsigned>, 2> blocks;
    for (std::size_t slot = 0; slot < 2; ++slot) {
      const auto& assigned = assignment.resource_blocks[slot];
      blocks[slot].assign(assigned.begin(), assigned.end());
    }
    std::vector<std::pair<unsigned, std::size_t>> places;
    for (const auto& e : shared_channel_elements(spec_, subframe, control, blocks))
      places.emplace_back(e.symbol, e.subcarrier);
    auto soft = soft_bits(places);
    lte::descramble(soft, lte::pdsch_scrambling_seed(assignment.rnti, subframe, spec_.pci));
    lte::TransportBlockBuffer buffer(assignment.transport_block_bits);
    for (unsigned rv = 0; rv < 4; ++rv) {
      if (assignment.redundancy_version.value_or(rv) != rv) continue;
      buffer.clear();
      buffer.add(soft, rv);
      const auto bits = buffer.decode(decoder_);
      if (bits) return octets_of(*bits);
    }
    return {};
  }

  static std::vector<std::uint8_t> octets_of(const std::vector<std::uint8_t>& bits) {
    std::vector<std::uint8_t> octets(bits.size() / 8);
    for (std::size_t i = 0; i < bits.size(); ++i)
      octets[i / 8] = static_cast<std::uint8_t>(2 * octets[i / 8] + bits[i]);
    return octets;
  }

  static constexpr std::array<Sample, 4> kGains{Sample{0.8F, 0.3F}, Sample{-0.2F, 0.6F}, Sample{0.5F, -0.7F},
                                                Sample{-0.9F, -0.1F}};
  LteGridSpec spec_;
  synth::LteGrid grid_;
  TurboDecoder decoder_{2240};
};

std::vector<std::uint8_t> some_octets(std::size_t count, unsigned first) {
  std::vector<std::uint8_t> octets(count);
  for (std::size_t i = 0; i < count; ++i) octets[i] = static_cast<std::uint8_t>(first + 37 * i);
  return octets;
}

// Octets that were sent, and behind them nothing but zeros.
bool holds(const std::vector<std::uint8_t>& block, const std::vector<std::uint8_t>& octets) {
  return block.size() >= octets.size() && std::equal(octets.begin(), octets.end(), block.begin()) &&
         std::all_of(block.begin() + static_cast<std::ptrdiff_t>(octets.size()), block.end(),
                     [](std::uint8_t o) { return o == 0; });
}

}  // namespace

TEST_CASE("What a cell of any kind is given to say can be read from its grids", "[synth][lte]") {
  unsigned kind = 0;
  for (LteGridSpec spec : every_kind()) {
    CAPTURE(spec.bandwidth_rb, spec.ports, spec.pci, spec.duplex == Duplex::kTdd);
    CAPTURE(spec.prefix == CyclicPrefix::kExtended);
    spec.control_symbols = spec.bandwidth_rb == 6 ? 4 : 3;
    spec.load = 0.7;
    LteBroadcast broadcast;
    broadcast.sib1 = some_octets(spec.bandwidth_rb == 6 ? 10 : 26, kind);
    broadcast.is_compact = kind % 3 == 0;
    broadcast.is_distributed = kind % 3 == 1;
    broadcast.second_gap = kind % 2 == 0;
    broadcast.bits_per_block = 40;
    ++kind;
    spec.content = broadcast_content(broadcast, spec);
    Reader reader(spec);
    for (const std::int64_t frame : {-2, 0, 2, 4}) {
      const auto found = reader.read(frame, 5);
      REQUIRE(found.size() == 1);
      CHECK(found[0].assignment.rnti == lte::kSystemInformationRnti);
      const auto rv = lte::si_redundancy_version(static_cast<unsigned>(frame + 1024) / 2);
      if (!broadcast.is_compact) CHECK(found[0].assignment.redundancy_version == rv);
      CHECK(holds(found[0].octets, broadcast.sib1));
    }
    CHECK(reader.read(1, 5).empty());
    CHECK(reader.read(0, 0).empty());
  }
}

TEST_CASE("Messages stand in their windows, pages in their occasions", "[synth][lte]") {
  LteGridSpec spec;
  spec.pci = 301;
  spec.control_symbols = 3;
  spec.sfn_start = 1016;
  LteBroadcast broadcast;
  broadcast.sib1 = some_octets(18, 1);
  broadcast.messages = {{some_octets(40, 2), 8}, {some_octets(150, 3), 16}};
  broadcast.pages = {{some_octets(7, 4), 16, 1, 9}, {some_octets(9, 5), 16, 0, 5}};
  spec.content = broadcast_content(broadcast, spec);
  Reader reader(spec);
  std::map<std::string, std::string> heard;  // what, by where
  for (std::int64_t frame = 0; frame < 16; ++frame) {
    for (unsigned subframe = 0; subframe < 10; ++subframe) {
      for (const auto& f : reader.read(frame, subframe)) {
        const std::string where =
            std::to_string((frame + 1016) % 1024) + "." + std::to_string(subframe) + " ";
        std::string what = "?";
        if (holds(f.octets, broadcast.sib1)) what = "sib1";
        if (holds(f.octets, broadcast.messages[0].octets)) what = "first";
        if (holds(f.octets, broadcast.messages[1].octets)) what = "second";
        if (holds(f.octets, broadcast.pages[0].octets)) what = "page0";
        if (holds(f.octets, broadcast.pages[1].octets)) what = "page1";
        heard[where] += what + std::to_string(f.assignment.redundancy_version.value());
      }
    }
  }
  const std::map<std::string, std::string> expected{
      {"1016.0 ", "first0"},   {"1016.5 ", "sib10"}, {"1017.0 ", "first3"}, {"1017.5 ", "first1"},
      {"1018.5 ", "sib12"},    {"1020.5 ", "sib13"}, {"1022.5 ", "sib11"},  {"0.0 ", "first0"},
      {"0.5 ", "sib10page10"}, {"1.0 ", "first3"},   {"1.5 ", "first1"},    {"1.9 ", "page00"},
      {"2.0 ", "second0"},     {"2.5 ", "sib12"},    {"3.0 ", "second3"},   {"3.5 ", "second1"},
      {"4.5 ", "sib13"},       {"6.5 ", "sib11"}};
  CHECK(heard == expected);
}

TEST_CASE("Without content a grid is what it was", "[synth][lte]") {
  LteGridSpec spec;
  const auto power = [](const LteGridSpec& s) {
    synth::LteGrid grid(s, 3);
    grid.prepare(0, 1);
    double sum = 0;
    for (unsigned l = 0; l < 14; ++l) {
      for (unsigned port = 0; port < s.ports; ++port) {
        for (const Sample x : grid.symbol(l, port)) sum += static_cast<double>(std::norm(x));
      }
    }
    return sum / (14 * 600);
  };
  const double random = power(spec);
  spec.content = [](unsigned, unsigned) { return std::vector<LteTransmission>{}; };
  // Control channels go elsewhere; how much is sent stays about the same.
  CHECK(power(spec) == Approx(random).epsilon(0.1));
}
