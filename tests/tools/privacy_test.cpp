// No subscriber's identity that a cell pages comes out of the program, whatever it is asked to write.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "tests/catch.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"
#include "tests/synth/scene_file.hpp"
#include "tests/tools/identity_search.hpp"
#include "tests/tools/process.hpp"
#include "tests/tools/recorded_scene.hpp"
#include "tests/tools/written_packets.hpp"

using namespace cellwarden;
using namespace cellwarden::test;

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;
using Finds = std::vector<std::string>;
using Subscribers = std::vector<synth::GsmSubscriber>;

constexpr std::uint16_t kSeparateBsic = 42;  // NCC 5, BCC 2
constexpr std::uint16_t kCombinedBsic = 27;

// Two cells that page all the time: one with cell broadcast on a timeslot of its own, one with everything on
// timeslot 0, its dedicated channels in use.
constexpr const char* kScene = R"(
description: two cells that page
duration_s: 6
radio: {sample_rate_hz: 1000000, center_hz: 947400000, clock_ppm: 3}
converter: {format: cs8}
noise: {noise_dbfs: -55}
gsm_cells:
  - name: separate
    bsic: 42
    arfcn: 61
    power_dbfs: -14
    frame_number: 1234567
    traffic_share: 0.4
    broadcast: {lac: 4711, ci: 1001, cell_allocation: [61, 75], neighbours: [63, 80], cbch_timeslot: 1}
    paging: {requests_per_s: 18, type_1: 2, type_2: 1, type_3: 1, permanent_share: 0.5, subscribers: 6}
    assignments: {messages_per_s: 8, reject_share: 0.2, extended_share: 0.2, packet_share: 0.2, hopping_share: 0.3}
    cell_broadcast: [{serial_number: 17, message_identifier: 50, text: "A page for everybody"}]
  - name: combined
    bsic: 27
    arfcn: 63
    power_dbfs: -17
    delay_s: 0.0013
    frame_number: 654321
    traffic_share: 0.4
    sdcch_share: 0.9
    broadcast: {lac: 4711, ci: 1002, ccch_conf: 1, cbch_timeslot: 0, neighbours: [61]}
    paging: {requests_per_s: 6, type_1: 1, type_2: 1, type_3: 1, permanent_share: 0.5, subscribers: 6}
    assignments: {messages_per_s: 4, reject_share: 0.2, extended_share: 0.2, packet_share: 0.2}
    cell_broadcast: [{serial_number: 18, message_identifier: 50, text: "Another page for everybody"}]
)";

Subscribers subscribers_of(const synth::GsmCellSpec& cell) {
  return synth::gsm_subscribers(cell.bursts.paging, cell.bursts.broadcast, cell.seed);
}

/// Takes the first seed from `seed` on whose subscribers have telling identities.
void choose_subscribers(synth::GsmCellSpec& cell, std::uint64_t seed) {
  for (cell.seed = seed; !std::ranges::all_of(subscribers_of(cell), is_telling);) ++cell.seed;
}

/// Blocks of one cell's common channel, in order.
using Blocks = std::vector<synth::GsmSentBlock>;

struct Street {
  synth::SceneSpec scene;
  Subscribers subscribers;
  std::map<std::uint16_t, Blocks> common_blocks;  ///< by BSIC
};

/// What a cell may say to one phone on a dedicated channel, before it is enciphered: TMSI REALLOCATION
/// COMMAND (TS 24.008, section 9.2.17), and a block of the slow channel whose first octets, power and timing
/// of that phone, read as system information type 2ter where they are taken for a common channel's.
std::vector<gsm::L2Block> to_one_phone(const synth::GsmSubscriber& subscriber) {
  const auto octet = [](unsigned value) { return static_cast<std::uint8_t>(value & 0xFFU); };
  const std::uint32_t name = subscriber.temporary;
  const std::array<std::uint8_t, 6> identity{
      5, 0xF4, octet(name >> 24U), octet(name >> 16U), octet(name >> 8U), octet(name)};
  gsm::L2Block reallocation{0x03, 0x20, 13 << 2U | 1U, 0x05, 0x1A, 0x00, 0xF1, 0x10, 0x12, 0x67};
  std::ranges::copy(identity, reallocation.begin() + 10);
  gsm::L2Block slow{0x05, 0x06, 0x03, 0x03, 0x49};
  std::ranges::copy(identity, slow.begin() + 5);
  return {reallocation, slow};
}

/// Makes the recording and tells what was on the air.
Street record_street(const std::string& path) {
  Street street;
  auto scene = synth::read_scene(kScene, "scene");
  REQUIRE(scene);
  street.scene = *scene;
  for (auto& cell : street.scene.gsm_cells) {
    choose_subscribers(cell, std::uint64_t{1000} * cell.bursts.bsic);
    std::ranges::copy(subscribers_of(cell), std::back_inserter(street.subscribers));
    for (const auto& subscriber : subscribers_of(cell)) {
      const auto blocks = to_one_phone(subscriber);
      cell.bursts.dedicated.insert(cell.bursts.dedicated.end(), blocks.begin(), blocks.end());
    }
    Blocks& blocks = street.common_blocks[static_cast<std::uint16_t>(cell.bursts.bsic)];
    cell.on_block = [&blocks](const synth::GsmSentBlock& block, double /*start_s*/) {
      if (block.channel == synth::GsmChannel::kCcch) blocks.push_back(block);
    };
  }
  save_recording(street.scene, path);
  return street;
}

/// What a cell pages and assigns, by the names of its record.
using Tally = std::map<std::string, std::uint64_t>;

void tally_identity(const std::uint8_t* octets, std::size_t length, Tally& tally) {
  constexpr std::array<const char*, 8> kKinds{nullptr,      "imsi_count", "other", "other",
                                              "tmsi_count", "other",      "other", "other"};
  const char* const kind = length == 0 ? nullptr : kKinds[octets[0] & 7U];
  if (kind != nullptr) ++tally[kind];
}

/// Counts what the generator put in, by the layouts that it uses.
void tally_block(const synth::GsmSentBlock& block, Tally& tally) {
  const auto& octets = block.octets;
  const auto named = [&tally] { return tally["tmsi_count"] + tally["imsi_count"]; };
  const auto before = named();
  const auto last_identity = [&](std::size_t at) {
    if (octets[at] == 0x17) tally_identity(&octets[at + 2], octets[at + 1], tally);
  };
  const auto dedicated = [&](std::size_t at) {
    ++tally["immediate"];
    ++tally[(octets[at + 1] & 0x10U) != 0 ? "hopping" : "single_frequency"];
  };
  const unsigned type = octets[2];
  switch (type) {
    case 0x21:
      ++tally["type_1_count"];
      tally_identity(&octets[5], octets[4], tally);
      last_identity(5U + octets[4]);
      break;
    case 0x22:
      ++tally["type_2_count"];
      tally["tmsi_count"] += 2;
      last_identity(12);
      break;
    case 0x24:
      ++tally["type_3_count"];
      tally["tmsi_count"] += 4;
      break;
    case 0x39:
      dedicated(4);
      dedicated(11);
      return;
    case 0x3A:
      ++tally["rejected"];
      return;
    case 0x3F:
      if ((octets[3] & 0x10U) == 0) return dedicated(4);
      ++tally["immediate"];
      ++tally["packet"];
      return;
    default:
      FAIL("a block of unknown type " << type);
  }
  ++tally[named() == before ? "empty_count" : "block " + std::to_string(block.index)];
}

Tally tally_of(const Blocks& blocks, std::size_t first, std::size_t count) {
  Tally tally;
  for (std::size_t i = first; i < first + count; ++i) tally_block(blocks[i], tally);
  std::erase_if(tally, [](const auto& entry) { return entry.second == 0; });
  return tally;
}

struct Heard {
  Tally tally;
  std::uint64_t good_blocks = 0, bad_blocks = 0;
};

/// What the observations of a log say of one cell, added up.
Heard heard_in(const std::string& log, std::uint16_t bsic) {
  Heard heard;
  for (const auto& line : lines_of(log)) {
    const auto record = nlohmann::json::parse(line);
    if (record["type"] != "observation" || record["physical_id"] != bsic) continue;
    heard.good_blocks += record["blocks"]["ccch"]["good"].get<std::uint64_t>();
    heard.bad_blocks += record["blocks"]["ccch"]["bad"].get<std::uint64_t>();
    for (const auto* const part : {"paging", "assignments"}) {
      for (const auto& [key, value] : record[part].items()) {
        if (value.is_number()) heard.tally[key] += value.get<std::uint64_t>();
      }
    }
    std::size_t index = 0;
    for (const auto& count : record["paging"]["by_block"])
      heard.tally["block " + std::to_string(index++)] += count.get<std::uint64_t>();
  }
  std::erase_if(heard.tally, [](const auto& entry) { return entry.second == 0; });
  return heard;
}

/// The receiver read every block but one or two at the recording's ends, and counted what was sent in them.
void check_heard(const Blocks& sent, const Heard& heard) {
  constexpr std::size_t kEnds = 3;
  CHECK(heard.bad_blocks == 0);
  REQUIRE(heard.good_blocks <= sent.size());
  CHECK(heard.good_blocks + kEnds >= sent.size());
  bool is_a_run_of_them = false;
  for (std::size_t first = 0; first + heard.good_blocks <= sent.size(); ++first)
    is_a_run_of_them = is_a_run_of_them || tally_of(sent, first, heard.good_blocks) == heard.tally;
  INFO("heard " << nlohmann::json(heard.tally).dump() << "\nsent "
                << nlohmann::json(tally_of(sent, 0, sent.size())).dump());
  CHECK(is_a_run_of_them);
  for (const auto* const key : {"type_1_count", "type_2_count", "type_3_count", "tmsi_count", "imsi_count",
                                "immediate", "rejected", "packet"}) {
    INFO(key);
    CHECK(heard.tally.contains(key));
  }
}

/// Folders in which a program that disregards its surroundings could leave something.
std::set<fs::path> things_in_common_folders() {
  std::set<fs::path> things;
  std::set<fs::path> folders{"/tmp", "/var/tmp", "/dev/shm", "/run/user/" + std::to_string(getuid())};
  folders.insert(fs::temp_directory_path());
  for (const auto& folder : folders) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
      things.insert(entry->path());
  }
  return things;
}

/// Every file in a folder, however deep, or the file itself.
std::vector<std::string> files_in(const fs::path& place) {
  std::vector<std::string> files;
  std::error_code error;
  if (fs::is_regular_file(fs::symlink_status(place, error))) files.push_back(place.string());
  for (fs::recursive_directory_iterator entry(place, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    if (fs::is_regular_file(entry->symlink_status(gone))) files.push_back(entry->path().string());
  }
  return files;
}

class Trial {
 public:
  Trial(IdentitySearch search, std::string folder) : search_(std::move(search)), folder_(std::move(folder)) {}

  /// Runs the program and searches what it says and writes.
  Ended run(const Words& words) {
    const auto before = things_in_common_folders();
    Program program(words, folder_);
    std::set<std::string> written;
    Ended ended = program.wait(written);
    INFO(nlohmann::json(words).dump() << "\n" << ended.err);
    REQUIRE(ended.exit_code == 0);
    check("standard output", ended.out);
    check("standard error", ended.err);
    for (const auto& file : files_in(folder_)) check_once(file);
    for (const auto& path : written) {
      INFO("open for writing: " << path);
      CHECK(is_expected(path));
    }
    for (const auto& thing : things_in_common_folders()) {
      // Other programs work here too, other tests in folders of this name.
      if (before.contains(thing) || thing.filename().string().starts_with("cellwarden-")) continue;
      for (const auto& file : files_in(thing)) check(file, read_file(file));
    }
    return ended;
  }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
  [[nodiscard]] std::size_t searched_bytes() const { return searched_bytes_; }

 private:
  /// Earlier runs' files are still there.
  void check_once(const std::string& file) {
    std::string bytes = read_file(file);
    const auto searched = searched_.find(file);
    if (searched != searched_.end() && searched->second == bytes) return;
    check(file, bytes);
    searched_[file] = std::move(bytes);
  }

  void check(const std::string& where, const std::string& bytes) {
    INFO(where);
    const Finds finds = search_.in(bytes);
    INFO("found: " << nlohmann::json(finds).dump());
    CHECK(finds.empty());
    searched_bytes_ += bytes.size();
  }

  /// Below the folder, or nothing that keeps anything: samples wait in memory without a name.
  [[nodiscard]] bool is_expected(const std::string& path) const {
    return path.starts_with(folder_ + "/") || path == "/dev/null" || path.starts_with("/dev/pts/") ||
           path.starts_with("pipe:") || path.starts_with("socket:") || path.starts_with("anon_inode:") ||
           path.starts_with("/memfd:cellwarden-samples ");
  }

  IdentitySearch search_;
  std::string folder_;
  std::size_t searched_bytes_ = 0;
  std::map<std::string, std::string> searched_;  ///< files' content
};

/// That the packets hold such messages, and by tshark's reading none that is not broadcast.
void check_packets(const std::string& path, const std::set<std::string>& expected) {
  INFO(path);
  const std::string bytes = read_file(path);
  for (const auto& name : expected) CHECK(bytes.find(name + " ") != std::string::npos);
  const auto packets = written_packets(path);
  if (packets) CHECK(packets->size() >= expected.size());
}

/// What an LTE cell pages, and by which names.
struct LtePaging {
  synth::PagingPlan plan;
  Subscribers subscribers;
};

/// The digits that the encoder makes of a filler.
std::string digits_of(std::uint64_t filler) {
  std::string digits;
  for (std::size_t i = 0; i < 15; ++i) digits += static_cast<char>('0' + (filler >> i & 7U));
  return digits;
}

LtePaging lte_paging() {
  LtePaging paging;
  std::uint64_t filler = 0x9E3779B97F;
  while (paging.subscribers.size() < 3) {
    filler = (filler * 6364136223846793005U + 1442695040888963407U) >> 8U;
    const synth::GsmSubscriber one{static_cast<std::uint32_t>(filler), digits_of(filler)};
    if (!is_telling(one)) continue;
    paging.subscribers.push_back(one);
    paging.plan.records.push_back({.kind = synth::PagedRecord::Kind::kSTmsi, .filler = filler});
    paging.plan.records.push_back({.kind = synth::PagedRecord::Kind::kDigits, .filler = filler});
  }
  return paging;
}

/// Packed encoding begins anywhere in an octet: stretches of the message as it is sent, and shifted.
std::vector<IdentityForm> pieces_of(const std::vector<std::uint8_t>& octets) {
  constexpr std::size_t kPiece_octets = 6;
  std::vector<IdentityForm> forms;
  for (unsigned shift = 0; shift < 8; ++shift) {
    std::string shifted;
    for (std::size_t i = 0; i + 1 < octets.size(); ++i) {
      const unsigned both = static_cast<unsigned>(octets[i]) << 8U | octets[i + 1];
      shifted += static_cast<char>(both >> (8U - shift) & 0xFFU);
    }
    for (std::size_t i = 0; i + kPiece_octets <= shifted.size(); i += kPiece_octets / 2)
      forms.push_back({"paging message from bit " + std::to_string(shift), shifted.substr(i, kPiece_octets)});
  }
  return forms;
}

/// Mobiles paged by a cell, as a log's observations say: by temporary and by permanent identity.
std::pair<std::uint64_t, std::uint64_t> lte_paged_in(const std::string& log) {
  std::pair<std::uint64_t, std::uint64_t> paged{};
  for (const auto& line : lines_of(log)) {
    const auto record = nlohmann::json::parse(line);
    if (record["type"] != "observation" || !record.contains("downlink")) continue;
    paged.first += record["downlink"]["paging"]["s_tmsi_count"].get<std::uint64_t>();
    paged.second += record["downlink"]["paging"]["imsi_count"].get<std::uint64_t>();
  }
  return paged;
}

std::string text_of(const std::string& octets, const char* digits, const std::string& between) {
  std::string out;
  for (const char c : octets) {
    const auto value = static_cast<unsigned char>(c);
    if (!out.empty()) out += between;
    out += digits[value >> 4U];
    out += digits[value & 0xFU];
  }
  return out;
}

std::string octet_list(const std::string& octets) {
  std::string out;
  for (const char c : octets)
    out += (out.empty() ? "" : ", ") + std::to_string(static_cast<unsigned char>(c));
  return "[" + out + "]";
}

std::string base64(const std::string& octets, const std::string& last_two) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last_two;
  std::string out;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8U | (i + j < octets.size() ? static_cast<unsigned char>(octets[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      out += i + j > octets.size() ? '=' : digits[group >> (18 - 6 * j) & 63U];
  }
  return out;
}

std::string packed_by(const std::string& tool, const std::string& bytes) {
  const Scratch scratch;
  const std::string file = scratch.file("plain", bytes);
  const std::string result = scratch.path("packed");
  if (std::system((tool + " -c " + file + " >" + result + " 2>/dev/null").c_str()) != 0) return {};
  return read_file(result);
}

using Planted = std::vector<std::pair<std::string, std::string>>;

/// Octets in every wrapping, as a record or a binary file might hold them.
Planted wrapped(const std::string& octets) {
  constexpr const char* kLower = "0123456789abcdef";
  constexpr const char* kUpper = "0123456789ABCDEF";
  const std::string binary = std::string("\x01\x02", 2) + octets + std::string("\x00\xff", 2);
  Planted out{
      {"octets", binary},
      {"hexadecimal", R"({"hex":"2506)" + text_of(octets, kLower, "") + R"(2b"})"},
      {"HEXADECIMAL", "X'" + text_of(octets, kUpper, "") + "'"},
      {"hexadecimal from the middle of an octet on", "9" + text_of(octets, kLower, "") + "f"},
      {"hexadecimal with blanks", text_of(octets, kLower, " ")},
      {"hexadecimal with colons", text_of(octets, kUpper, ":")},
      {"hexadecimal as in C", "{0x" + text_of(octets, kLower, ", 0x") + "}"},
      {"hexadecimal as in a string of C", "\"\\x" + text_of(octets, kLower, "\\x") + "\""},
      {"list of octets", R"({"octets":)" + octet_list(octets) + "}"},
  };
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string name = "base64 after " + std::to_string(before) + " octets";
    const std::string shifted = std::string(before, 'x') + octets + "y";
    out.emplace_back(name, R"({"data":")" + base64(shifted, "+/") + "\"}");
    out.emplace_back(name + " for addresses", "q=" + base64(shifted, "-_"));
  }
  return out;
}

}  // namespace

TEST_CASE("the search finds an identity in every form and wrapping, and nothing where there is none") {
  synth::GsmCellSpec cell;
  cell.bursts.paging.subscribers = 2;
  choose_subscribers(cell, 77);
  const Subscribers subscribers = subscribers_of(cell);
  const IdentitySearch search({subscribers[0]});
  // The other subscriber's are no finds.
  const IdentitySearch other({subscribers[1]});
  std::size_t forms = 0;
  for (const auto& form : forms_of(subscribers[0])) {
    Planted planted = wrapped(form.octets);
    if (form.is_text) {
      planted.emplace_back("number", R"({"value":)" + form.octets + ".0}");
      planted.emplace_back("number in groups", form.octets.substr(0, 3) + " " + form.octets.substr(3, 3) +
                                                   "-" + form.octets.substr(6));
    }
    for (const auto& [wrapping, bytes] : planted) {
      INFO(form.name << " / " << wrapping << " / " << bytes);
      const auto finds = search.in(bytes);
      CHECK(std::ranges::any_of(finds, [&](const auto& find) { return find.starts_with(form.name); }));
      CHECK(other.in(bytes).empty());
      ++forms;
    }
  }
  CHECK(forms > 100);
  CHECK(search.in("").empty());
}

TEST_CASE("the search finds a paging request as it is sent") {
  auto scene = synth::read_scene(kScene, "scene");
  REQUIRE(scene);
  for (auto& cell : scene->gsm_cells) {
    choose_subscribers(cell, 77);
    const IdentitySearch search(subscribers_of(cell));
    synth::GsmCommonChannel channel(cell.bursts.paging, {}, cell.bursts.broadcast, 0, cell.seed);
    std::size_t named = 0;
    for (std::uint32_t i = 0; i < 200; ++i) {
      const gsm::L2Block block = channel.next(cell.bursts.broadcast, 0, 2);
      const bool names_somebody = block[2] != 0x21 || block[5] != 0xF0;
      named += names_somebody ? 1U : 0U;
      const std::string octets(block.begin(), block.end());
      CHECK(search.in(octets).empty() != names_somebody);
      CHECK(search.in(text_of(octets, "0123456789abcdef", "")).empty() != names_somebody);
    }
    CHECK(named > 20);
  }
}

TEST_CASE("the search looks into what is packed, and says when it cannot") {
  synth::GsmCellSpec cell;
  cell.bursts.paging.subscribers = 1;
  choose_subscribers(cell, 77);
  const Subscribers subscribers = subscribers_of(cell);
  const IdentitySearch search(subscribers);
  const std::string record = R"({"who":")" + subscribers[0].permanent + "\"}\n";
  for (const std::string tool : {"gzip", "zstd"}) {
    INFO(tool);
    const std::string bytes = packed_by(tool, record);
    if (bytes.empty()) {
      std::puts(("SKIPPED: " + tool + " is not installed").c_str());
      continue;
    }
    CHECK_FALSE(search.in(bytes).empty());
    CHECK_FALSE(search.in(packed_by(tool, bytes)).empty());
    CHECK(search.in(packed_by(tool, "nobody")).empty());
    CHECK_THROWS_AS(search.in(bytes.substr(0, bytes.size() / 2)), std::runtime_error);
  }
}

TEST_CASE("no identity that a cell pages is in anything that the program writes") {
  const Scratch outside;  // the recording holds them all
  const std::string recording = outside.path("street.sigmf-meta");
  const Street street = record_street(recording);
  for (const auto& cell : street.scene.gsm_cells) {
    const auto& blocks = street.common_blocks.at(static_cast<std::uint16_t>(cell.bursts.bsic));
    std::string sent;
    for (const auto& block : blocks) sent.append(block.octets.begin(), block.octets.end()).append("#");
    for (const auto& subscriber : subscribers_of(cell)) {
      INFO(cell.name << ": each subscriber was on the air");
      CHECK_FALSE(IdentitySearch({subscriber}).in(sent).empty());
    }
  }

  const Scratch inside;
  fs::create_directory(inside.path("home"));
  Trial trial(IdentitySearch(street.subscribers), inside.path("home"));
  const Ended replayed =
      trial.run({"replay", "-v", "--messages", "--log", trial.path("day.jsonl"), "--learn",
                 trial.path("base.json"), "-F", "text", "-F", "pcap:" + trial.path("day.pcapng"), "-F",
                 "json:" + trial.path("records.jsonl"), recording});
  CHECK(replayed.out.find("si3") != std::string::npos);
  CHECK(replayed.out.find("A page for everybody") != std::string::npos);
  const std::string log = read_file(trial.path("day.jsonl"));
  for (const auto& [bsic, blocks] : street.common_blocks) {
    INFO("BSIC " << bsic);
    check_heard(blocks, heard_in(log, bsic));
  }

  std::map<int, std::set<std::string>> messages;
  for (const auto& line : lines_of(read_file(trial.path("records.jsonl")))) {
    const auto record = nlohmann::json::parse(line);
    if (record["type"] == "message") messages[record["physical_id"]].insert(record["name"]);
  }
  CHECK(messages[kSeparateBsic] == std::set<std::string>{"si1", "si2", "si3", "si4", "cbch_page"});
  CHECK(messages[kCombinedBsic] == std::set<std::string>{"si2", "si3", "si4", "cbch_page"});

  check_packets(trial.path("day.pcapng"), {"si3", "cbch_page"});

  // Dwells that end before the cell told which of its channels are whose.
  trial.run({"replay", "--dwell", "0.08", "-F", "json", "-F", "pcap:" + trial.path("short.pcapng"),
             "--messages", "--log", trial.path("short.jsonl"), recording});
  check_packets(trial.path("short.pcapng"), {"si3"});
  CHECK(heard_in(read_file(trial.path("short.jsonl")), kCombinedBsic).tally["tmsi_count"] > 0);

  // Everything else that the program can be asked for.
  trial.run({"replay", "-F", "json", "--messages", recording});
  trial.run({"replay", "-F", "text:" + trial.path("report.txt"), "--speed", "50", recording});
  trial.run({"replay", "-v", "-F", "json", "-F", "pcap:" + trial.path("again.pcapng"), "--messages",
             "--baseline", trial.path("base.json"), "--log", trial.path("again.jsonl"), "--learn",
             trial.path("more.json"), trial.path("day.jsonl")});
  check_packets(trial.path("again.pcapng"), {"si3", "cbch_page"});
  const Ended watched =
      trial.run({"watch", "-v", "--messages", "--log", trial.path("watched.jsonl"), "--learn",
                 trial.path("watched.json"), "-F", "text", "-F", "json:" + trial.path("live.jsonl"), "-F",
                 "pcap:" + trial.path("live.pcapng"), "--device", "driver=playback,path=" + recording});
  CHECK(watched.out.find("message") != std::string::npos);
  CHECK(heard_in(read_file(trial.path("watched.jsonl")), kSeparateBsic).tally["tmsi_count"] > 0);
  check_packets(trial.path("live.pcapng"), {"si3"});
  trial.run({"config", "show", "-v", "-F", "json"});
  trial.run({"rules", "--baseline", trial.path("base.json")});
  trial.run({"devices", "-v"});
  CHECK(trial.searched_bytes() > 100'000);
}

TEST_CASE("no identity that an LTE cell pages is in anything that the program writes") {
  const LtePaging paging = lte_paging();
  const auto page = synth::write_pcch(paging.plan).octets();
  const IdentitySearch search(paging.subscribers, pieces_of(page));
  CHECK_FALSE(search.in(std::string(page.begin(), page.end())).empty());
  CHECK_FALSE(search.in(text_of(std::string(page.begin(), page.end()), "0123456789abcdef", "")).empty());
  const Scratch outside;
  const std::string recording = outside.path("street.sigmf-meta");
  save_recording(lte_street(page), recording);

  const Scratch inside;
  fs::create_directory(inside.path("home"));
  Trial trial(search, inside.path("home"));
  const Ended replayed =
      trial.run({"replay", "-v", "--rat", "lte", "--max-offset", "30000", "--messages", "--log",
                 trial.path("day.jsonl"), "--learn", trial.path("base.json"), "-F", "text", "-F",
                 "pcap:" + trial.path("day.pcapng"), "-F", "json:" + trial.path("records.jsonl"), recording});
  CHECK(replayed.out.find("272-77") != std::string::npos);
  CHECK(replayed.out.find("315909") != std::string::npos);
  const auto [temporary, permanent] = lte_paged_in(read_file(trial.path("day.jsonl")));
  CHECK(temporary > 60);
  CHECK(permanent == temporary);
  std::set<std::string> messages;
  for (const auto& line : lines_of(read_file(trial.path("records.jsonl")))) {
    const auto record = nlohmann::json::parse(line);
    if (record["type"] == "message") messages.insert(record["name"]);
  }
  CHECK(messages == std::set<std::string>{"sib1", "si"});

  trial.run({"replay", "-v", "-F", "json", "-F", "pcap:" + trial.path("again.pcapng"), "--messages",
             "--baseline", trial.path("base.json"), "--log", trial.path("again.jsonl"), "--learn",
             trial.path("more.json"), trial.path("day.jsonl")});
  check_packets(trial.path("day.pcapng"), {"mib", "sib1", "si"});
  check_packets(trial.path("again.pcapng"), {"mib", "sib1", "si"});
  CHECK(read_file(trial.path("again.jsonl")).find("s_tmsi_count") != std::string::npos);
  trial.run({"replay", "--rat", "lte", "--max-offset", "30000", "--dwell", "0.3", "-F",
             "text:" + trial.path("report.txt"), recording});
}
