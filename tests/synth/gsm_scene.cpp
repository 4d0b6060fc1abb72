#include "tests/synth/gsm_scene.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

extern "C" {
#include <osmocom/gsm/gsm_utils.h>
}

namespace cellwarden::synth {
namespace {

constexpr std::uint16_t kArfcnMost = 1023;
constexpr unsigned kNumberMost = 0xFFFF;
constexpr std::uint16_t kNoFrequency = 0xFFFF;
constexpr std::size_t kPage_septets = 93;

// Nominal downlink of a channel; 512 to 885 are those of DCS 1800.
std::optional<double> downlink_hz(std::uint16_t arfcn) {
  const std::uint16_t tenths_mhz = gsm_arfcn2freq10(arfcn, 0);
  if (tenths_mhz == kNoFrequency) return std::nullopt;
  return tenths_mhz * 100e3;
}

std::optional<unsigned> digits(const std::string& text) {
  if (text.empty() || text.size() > 3) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

void read_plmn(Section& in, Plmn& plmn) {
  std::string text;
  in.read("plmn", text);
  if (!in.has("plmn")) return;
  const auto dash = text.find('-');
  const std::string mcc_text = text.substr(0, dash);
  const std::string mnc_text = dash == std::string::npos ? "" : text.substr(dash + 1);
  const auto mcc = digits(mcc_text);
  const auto mnc = digits(mnc_text);
  if (!mcc || !mnc || mcc_text.size() != 3 || mnc_text.size() < 2)
    in.reject(in.take("plmn"), "plmn", "is not a network like 001-01");
  plmn = {static_cast<std::uint16_t>(*mcc), static_cast<std::uint16_t>(*mnc),
          static_cast<std::uint8_t>(mnc_text.size())};
}

void read_channels(Section& in, const char* key, std::vector<std::uint16_t>& channels) {
  in.read_list<std::uint16_t>(key, 0, kArfcnMost, channels);
  if (!fits_one_list(channels))
    in.reject(std::string(key) + ": neither all within 1 to 124 nor within 111 of each other");
}

std::optional<gsm::L2Block> octets_of(const std::string& hex) {
  gsm::L2Block octets{};
  if (hex.size() != 2 * octets.size()) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const auto c = static_cast<unsigned char>(hex[i]);
    if (std::isxdigit(c) == 0) return std::nullopt;
    const int digit = std::isdigit(c) != 0 ? c - '0' : std::tolower(c) - 'a' + 10;
    octets[i / 2] = static_cast<std::uint8_t>(unsigned{octets[i / 2]} << 4U | static_cast<unsigned>(digit));
  }
  return octets;
}

void read_raw(Section& in, std::map<SystemInformation, gsm::L2Block>& raw) {
  using enum SystemInformation;
  constexpr std::array<std::pair<const char*, SystemInformation>, 8> kNames = {{{"si1", k1},
                                                                                {"si2", k2},
                                                                                {"si2bis", k2bis},
                                                                                {"si2ter", k2ter},
                                                                                {"si2quater", k2quater},
                                                                                {"si3", k3},
                                                                                {"si4", k4},
                                                                                {"si13", k13}}};
  for (const auto& [name, message] : kNames) {
    std::string hex;
    in.read(name, hex);
    if (!in.has(name)) continue;
    const auto octets = octets_of(hex);
    if (!octets) in.reject(in.take(name), name, "is not 46 hexadecimal digits");
    raw[message] = *octets;
  }
}

void read_reselection(Section& in, GsmReselection& reselection) {
  in.read("barred", reselection.is_barred);
  in.read_whole<unsigned>("offset_db", 0, 126, reselection.offset_db);
  in.read_whole<unsigned>("temporary_offset", 0, 7, reselection.temporary_offset);
  in.read_whole<unsigned>("penalty_time", 0, 31, reselection.penalty_time);
}

void read_selection(Section& in, GsmBroadcast& cell) {
  in.read_whole<unsigned>("hysteresis_db", 0, 14, cell.hysteresis_db);
  in.read_whole<unsigned>("max_power_level", 0, 31, cell.max_power_level);
  in.read_whole<unsigned>("rxlev_access_min", 0, 63, cell.rxlev_access_min);
  in.read("neci", cell.neci);
  in.section("reselection", [&](Section& s) {
    if (!cell.reselection) cell.reselection.emplace();
    read_reselection(s, *cell.reselection);
  });
}

void read_access(Section& in, GsmBroadcast& cell) {
  in.read_whole<unsigned>("max_retransmissions", 0, 3, cell.max_retransmissions);
  in.read_whole<unsigned>("tx_integer", 0, 15, cell.tx_integer);
  in.read("barred", cell.is_barred);
  in.read("reestablishment_allowed", cell.reestablishment_allowed);
  in.read_whole<std::uint16_t>("barred_classes", 0, kNumberMost, cell.barred_classes);
}

void read_control_channels(Section& in, GsmBroadcast& cell) {
  in.read_whole<unsigned>("ag_blocks_reserved", 0, 7, cell.ag_blocks_reserved);
  in.read_whole<unsigned>("paging_multiframes", 2, 9, cell.paging_multiframes);
  in.read("attach", cell.attach);
  in.read_whole<unsigned>("t3212", 0, 255, cell.t3212);
  in.read_whole<unsigned>("radio_link_timeout", 0, 15, cell.radio_link_timeout);
}

// What may change while the cell is on the air.
void read_broadcast(Section& in, GsmBroadcast& cell) {
  read_plmn(in, cell.plmn);
  in.read_whole<std::uint16_t>("lac", 0, kNumberMost, cell.lac);
  in.read_whole<std::uint16_t>("ci", 0, kNumberMost, cell.ci);
  read_channels(in, "cell_allocation", cell.cell_allocation);
  read_channels(in, "neighbours", cell.neighbours);
  read_channels(in, "neighbours_bis", cell.neighbours_bis);
  read_channels(in, "neighbours_ter", cell.neighbours_ter);
  in.read_list<std::uint16_t>("lte_neighbours", 0, kNumberMost, cell.lte_neighbours);
  if (cell.lte_neighbours.size() > kLteNeighboursMost)
    in.reject(fmt::format("lte_neighbours: more than {} do not fit one message", kLteNeighboursMost));
  in.read_whole<std::uint8_t>("ncc_permitted", 0, 255, cell.ncc_permitted);
  read_control_channels(in, cell);
  read_selection(in, cell);
  read_access(in, cell);
  in.read("gprs", cell.gprs);
  in.read_whole<unsigned>("routing_area", 0, 255, cell.routing_area);
  in.section("raw", [&](Section& s) { read_raw(s, cell.raw); });
}

// What stays: where its channels are.
void read_arrangement(Section& in, GsmBroadcast& cell) {
  in.read_whole<unsigned>("ccch_conf", 0, 6, cell.ccch_conf);
  if (cell.ccch_conf == 3 || cell.ccch_conf == 5)
    in.reject(in.take("ccch_conf"), "ccch_conf", "is not one of 0, 1, 2, 4, 6");
  if (!in.has("cbch_timeslot")) return;
  GsmCbchPlace place;
  in.read_whole<unsigned>("cbch_timeslot", 0, 3, place.timeslot);
  const auto use = common_timeslot_use(cell.ccch_conf, place.timeslot);
  if (use != TimeslotUse::kCombined && use != TimeslotUse::kTraffic) {
    in.reject(in.take("cbch_timeslot"), "cbch_timeslot",
              "has no dedicated channels: 0 needs ccch_conf 1, another one must not be a common channel's");
  }
  cell.cbch = place;
}

void read_paging(Section& in, GsmPaging& paging) {
  in.read("requests_per_s", 0, 200, paging.requests_per_s);
  in.read("type_1", 0, 1e6, paging.type_weights[0]);
  in.read("type_2", 0, 1e6, paging.type_weights[1]);
  in.read("type_3", 0, 1e6, paging.type_weights[2]);
  in.read("permanent_share", 0, 1, paging.permanent_share);
  in.read_whole<unsigned>("subscribers", 1, 100000, paging.subscribers);
}

void read_causes(Section& in, std::array<double, gsm::kEstablishmentCauses>& weights) {
  constexpr std::array<const char*, gsm::kEstablishmentCauses> kNames = {
      "emergency",       "call_reestablishment", "answer_to_paging", "originating_call",
      "location_update", "other_procedure",      "packet_access",    "other"};
  weights = {};
  double sum = 0;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    in.read(kNames[i], 0, 1e6, weights[i]);
    sum += weights[i];
  }
  if (!(sum > 0)) in.reject("needs a weight above 0");
}

void read_assignments(Section& in, GsmAssignments& assignments) {
  in.read("messages_per_s", 0, 200, assignments.messages_per_s);
  in.read("reject_share", 0, 1, assignments.reject_share);
  in.read("extended_share", 0, 1, assignments.extended_share);
  in.read("packet_share", 0, 1, assignments.packet_share);
  in.read("hopping_share", 0, 1, assignments.hopping_share);
  in.section("causes", [&](Section& s) { read_causes(s, assignments.cause_weights); });
  in.read_list<unsigned>("timing_advances", 0, 63, assignments.timing_advances);
}

// One page in the alphabet of TS 23.038, in English.
void read_page(Section& in, gsm::CellBroadcastPage& page) {
  std::string text;
  in.read_whole<std::uint16_t>("serial_number", 0, kNumberMost, page.serial_number);
  in.read_whole<std::uint16_t>("message_identifier", 0, kNumberMost, page.message_identifier);
  in.read("text", text);
  if (text.size() > kPage_septets) in.reject(in.take("text"), "text", "is longer than a page of 93 letters");
  text.resize(kPage_septets, '\r');  // TS 23.038: what is left of a page
  std::array<std::uint8_t, 96> packed{};
  int octets = 0;
  gsm_7bit_encode_n(packed.data(), packed.size(), text.c_str(), &octets);
  std::copy_n(packed.begin(), page.content.size(), page.content.begin());
  page.data_coding_scheme = 1;
  page.page = 1;
  page.pages = 1;
}

void read_carrier(Section& in, const RadioSpec& radio, GsmCellSpec& cell) {
  in.read_whole<std::uint16_t>("arfcn", 0, kArfcnMost, cell.bursts.broadcast.arfcn);
  if (in.has("arfcn")) {
    const auto carrier_hz = downlink_hz(cell.bursts.broadcast.arfcn);
    if (!carrier_hz) in.reject(in.take("arfcn"), "arfcn", "is not a channel of GSM");
    cell.carrier_offset_hz = *carrier_hz - radio.center_hz;
  }
  in.read("carrier_offset_hz", -1e9, 1e9, cell.carrier_offset_hz);
  in.read("oscillator_ppm", -1000, 1000, cell.oscillator_ppm);
  in.read("symbol_clock_ppm", -1000, 1000, cell.symbol_clock_ppm);
}

void read_channel(Section& in, const RadioSpec& radio, GsmCellSpec& cell) {
  in.choose<Multipath>("multipath",
                       {{"none", Multipath::kNone},
                        {"RA", Multipath::kRuralArea},
                        {"HT", Multipath::kHillyTerrain},
                        {"TU", Multipath::kTypicalUrban},
                        {"EQ", Multipath::kEqualisationTest},
                        {"two paths", Multipath::kTwoPaths}},
                       cell.multipath);
  in.read("two_paths_delay_s", 0, 100e-6, cell.two_paths_delay_s);
  if (in.has("doppler_hz") && in.has("speed_kmh")) in.reject("needs either doppler_hz or speed_kmh");
  in.read("doppler_hz", 0, 2000, cell.doppler_hz);
  double speed_kmh = 0;
  in.read("speed_kmh", 0, 1000, speed_kmh);
  if (in.has("speed_kmh")) cell.doppler_hz = doppler_hz(speed_kmh, radio.center_hz + cell.carrier_offset_hz);
}

void read_transmitter(Section& in, GsmCellSpec& cell) {
  in.read("power_dbfs", -200, 60, cell.power_dbfs);
  in.read_whole<std::uint32_t>("frame_number", 0, gsm::kHyperframe_frames - 1, cell.frame_number_start);
  in.read("delay_s", -1000, 1000, cell.delay_s);
  in.read("start_s", 0, 1e6, cell.start_s);
  in.read("stop_s", 0, 1e6, cell.stop_s);
  read_level(in, cell.level);
  in.choose<SlotLength>("slot_length", {{"whole", SlotLength::kWhole}, {"quarter", SlotLength::kQuarter}},
                        cell.slot_length);
  in.read("guard_dips", cell.guard_dips);
  in.read("idle_slots_db", -200, 0, cell.idle_slots_db);
}

void read_changes(Section& in, GsmBurstsSpec& bursts) {
  in.each("changes", [&](Section& s) {
    const bool is_first = bursts.changes.empty();
    GsmBroadcastChange change{0, is_first ? bursts.broadcast : bursts.changes.back().broadcast};
    s.read("time_s", 0, 1e6, change.time_s);
    if (!is_first && change.time_s <= bursts.changes.back().time_s) s.reject("time_s does not rise");
    read_broadcast(s, change.broadcast);
    bursts.changes.push_back(change);
  });
}

}  // namespace

void read_gsm_cell(Section& in, const RadioSpec& radio, GsmCellSpec& cell) {
  GsmBurstsSpec& bursts = cell.bursts;
  in.read("name", cell.name);
  in.read_whole<unsigned>("bsic", 0, gsm::kBsicCount - 1, bursts.bsic);
  if (!in.has("bsic")) in.reject("no bsic: say which base station identity code, 0 to 63");
  read_carrier(in, radio, cell);
  read_channel(in, radio, cell);
  read_transmitter(in, cell);
  unsigned training_code = bursts.bsic % 8;
  in.read_whole<unsigned>("training_code", 0, 7, training_code);
  if (in.has("training_code")) bursts.training_code = training_code;
  in.read("traffic_share", 0, 1, bursts.traffic_share);
  in.read("sdcch_share", 0, 1, bursts.sdcch_share);
  in.section("broadcast", [&](Section& s) {
    read_arrangement(s, bursts.broadcast);
    read_broadcast(s, bursts.broadcast);
  });
  read_changes(in, bursts);
  in.section("paging", [&](Section& s) { read_paging(s, bursts.paging); });
  in.section("assignments", [&](Section& s) { read_assignments(s, bursts.assignments); });
  in.each("cell_broadcast", [&](Section& s) { read_page(s, bursts.cell_broadcast.emplace_back()); });
  in.read_whole<std::uint64_t>("seed", 0, std::uint64_t{1} << 62U, cell.seed);
}

}  // namespace cellwarden::synth
