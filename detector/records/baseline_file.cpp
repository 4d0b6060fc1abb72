#include "detector/records/baseline_file.hpp"

#include <algorithm>
#include <utility>

#include "detector/decimal.hpp"
#include "detector/precision.hpp"
#include "detector/records/json_lines.hpp"
#include "detector/records/json_writer.hpp"
#include "detector/records/lte_fields.hpp"

namespace cellwarden::records {
namespace {

using history::Baseline;
using history::Histogram;
using history::KnownCell;
using history::Window;
using nlohmann::json;

namespace at = cellwarden::places;

constexpr std::size_t kMaxEntries = 20000;
constexpr std::size_t kMaxBins = 2 * std::size_t{Histogram::kMaxBin} + 1;
constexpr double kMaxFrequency_hz = 1e12;

void put_histogram(JsonWriter& out, std::string_view name, const Histogram& histogram) {
  out.key(name);
  out.begin_object();
  out.number("bin", histogram.bin_width(), at::kPpm);
  out.number("median", histogram.median(), at::kPpm);
  out.number("mad", histogram.mad(), at::kPpm);
  out.number("max", histogram.max(), at::kPpm);
  out.key("counts");
  out.begin_array();
  for (const auto& [bin, count] : histogram.bins()) {
    out.begin_array();
    out.whole(std::int64_t{bin});
    out.whole(count);
    out.end_array();
  }
  out.end_array();
  out.end_object();
}

void put_window(JsonWriter& out, const Window& window) {
  out.begin_object();
  out.text("rat", to_string(window.rat));
  out.number("low_hz", window.low_hz, at::kHertz);
  out.number("high_hz", window.high_hz, at::kHertz);
  out.count("dwells", window.dwells);
  out.number("listened_s", window.listened_s, at::kSeconds);
  out.number("searched_s", window.searched_s, at::kSeconds);
  out.number("gain_db", window.gain_db, at::kDecibel);
  out.time("first", window.first);
  out.time("last", window.last);
  out.end_object();
}

void put_gsm(JsonWriter& out, const history::KnownGsm& cell) {
  out.key("gsm");
  out.begin_object();
  if (cell.identity) {
    if (cell.identity->plmn) out.text("plmn", to_string(*cell.identity->plmn));
    out.count("area", cell.identity->lac.value);
    out.count("cell", cell.identity->cell_id.value);
  }
  if (cell.fingerprint) out.text("fingerprint", *cell.fingerprint);
  out.key("traffic");
  out.begin_object();
  out.number("listened_s", cell.traffic.listened_s, at::kSeconds);
  out.count("requests", cell.traffic.requests);
  out.count("named_count", cell.traffic.named_count);
  out.count("imsi_count", cell.traffic.imsi_count);
  out.count("assigned", cell.traffic.assigned);
  out.count("hopping", cell.traffic.hopping);
  out.count("single_frequency", cell.traffic.single_frequency);
  out.end_object();
  out.end_object();
}

void put_lte(JsonWriter& out, const history::KnownLte& cell) {
  out.key("lte");
  out.begin_object();
  if (cell.identity) {
    out.key("plmns");
    out.begin_array();
    for (const auto& plmn : cell.identity->plmns) {
      if (plmn) {
        out.text(to_string(*plmn));
      } else {
        out.null();
      }
    }
    out.end_array();
    out.count("area", cell.identity->area.value);
    out.count("cell", cell.identity->cell.value);
  }
  if (cell.fingerprint) out.text("fingerprint", *cell.fingerprint);
  if (cell.profile) {
    out.key("profile");
    out.begin_object();
    for (const auto& [name, value] : *cell.profile) {
      out.key(name);
      out.whole(std::int64_t{value});
    }
    out.end_object();
  }
  out.end_object();
}

void put_cell(JsonWriter& out, const KnownCell& cell) {
  out.begin_object();
  out.text("rat", to_string(cell.rat));
  out.number("frequency_hz", cell.nominal_hz, at::kHertz);
  out.number("measured_hz", cell.measured_hz, at::kHertz);
  out.count("physical_id", cell.physical_id);
  if (cell.rat == Rat::kLte) {
    out.text("duplex", lte::to_string(cell.duplex));
    out.text("cyclic_prefix", lte::to_string(cell.cyclic_prefix));
  }
  if (cell.gsm) put_gsm(out, *cell.gsm);
  if (cell.lte) put_lte(out, *cell.lte);
  if (cell.mib) {
    out.key("mib");
    out.begin_object();
    out.count("bandwidth_rb", cell.mib->bandwidth_rb);
    out.count("ports", cell.mib->ports);
    out.text("phich_duration", lte::to_string(cell.mib->phich_duration));
    out.text("phich_resource", lte::to_string(cell.mib->phich_resource));
    out.count("spare", cell.mib->spare);
    out.end_object();
  }
  out.count("dwells_heard", cell.dwells_heard);
  out.number("heard_s", cell.heard_s, at::kSeconds);
  out.time("first", cell.first);
  out.time("last", cell.last);
  out.number("gain_db", cell.gain_db, at::kDecibel);
  put_histogram(out, "power_dbfs", cell.power_dbfs);
  put_histogram(out, "snr_db", cell.snr_db);
  put_histogram(out, "residual_ppm", cell.residual_ppm);
  out.end_object();
}

void take_histogram(Fields& fields, const char* key, Histogram& histogram) {
  const json* object = fields.find(key);
  if (object == nullptr) return;
  Fields in(*object);
  if (in.number("bin") != histogram.bin_width())
    return fields.fail(key, "has another bin width than this version");
  const json* counts = in.find("counts");
  if (counts == nullptr || !counts->is_array() || counts->size() > kMaxBins) {
    return fields.fail(key, "has no list of counts, or too long a one");
  }
  constexpr std::int64_t kMaxBin = Histogram::kMaxBin;
  constexpr std::uint64_t kMaxCount = 1'000'000'000'000;
  for (const json& pair : *counts) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number_integer() ||
        !pair[1].is_number_unsigned()) {
      return fields.fail(key, "has a count that is not [bin, count]");
    }
    const auto count = pair[1].get<std::uint64_t>();
    const bool is_huge = pair[0].is_number_unsigned() && pair[0].get<std::uint64_t>() > kMaxBin;
    const auto bin = is_huge ? kMaxBin + 1 : pair[0].get<std::int64_t>();
    if (bin < -kMaxBin || bin > kMaxBin || count > kMaxCount)
      return fields.fail(key, "has a count out of range");
    histogram.add(static_cast<double>(bin) * histogram.bin_width(), count);
  }
}

// Files of versions that knew LTE only do not name the standard.
Rat take_rat(Fields& in) {
  if (in.find("rat") == nullptr) return Rat::kLte;
  return in.named<Rat>("rat", {Rat::kLte, Rat::kGsm}, cellwarden::to_string);
}

Window take_window(Fields& in) {
  Window window;
  window.rat = take_rat(in);
  window.low_hz = in.number("low_hz", -kMaxFrequency_hz, kMaxFrequency_hz);
  window.high_hz = in.number("high_hz", -kMaxFrequency_hz, kMaxFrequency_hz);
  window.dwells = in.whole<std::uint64_t>("dwells", 0, std::uint64_t{1} << 53U);
  window.listened_s = in.number("listened_s", 0.0);
  window.searched_s = in.number("searched_s", 0.0);
  window.gain_db = in.optional_number("gain_db");
  window.first = take_time(in, "first");
  window.last = take_time(in, "last");
  return window;
}

std::optional<history::KnownGsm> take_gsm(Fields& fields) {
  constexpr std::uint64_t kMaxCount = 1'000'000'000'000;
  const json* object = fields.find("gsm");
  if (object == nullptr) return std::nullopt;
  Fields in(*object);
  history::KnownGsm cell;
  if (in.find("area") != nullptr || in.find("cell") != nullptr) {
    gsm::CellIdentity identity;
    identity.lac = Lac{in.whole<std::uint16_t>("area")};
    identity.cell_id = GsmCellId{in.whole<std::uint16_t>("cell")};
    if (in.find("plmn") != nullptr) {
      identity.plmn = parse_plmn(in.text("plmn"));
      if (!identity.plmn) in.fail("plmn", "is no network code");
    }
    cell.identity = identity;
  }
  if (in.find("fingerprint") != nullptr) cell.fingerprint = in.text("fingerprint");
  if (const json* traffic = in.find("traffic")) {
    Fields counts(*traffic);
    cell.traffic.listened_s = counts.number("listened_s", 0.0);
    cell.traffic.requests = counts.whole<std::uint64_t>("requests", 0, kMaxCount);
    cell.traffic.named_count = counts.whole<std::uint64_t>("named_count", 0, kMaxCount);
    cell.traffic.imsi_count = counts.whole<std::uint64_t>("imsi_count", 0, kMaxCount);
    cell.traffic.assigned = counts.whole<std::uint64_t>("assigned", 0, kMaxCount);
    cell.traffic.hopping = counts.whole<std::uint64_t>("hopping", 0, kMaxCount);
    cell.traffic.single_frequency = counts.whole<std::uint64_t>("single_frequency", 0, kMaxCount);
    if (!counts.ok()) in.fail("traffic:", counts.problem());
  }
  if (!in.ok()) fields.fail("gsm:", in.problem());
  return cell;
}

std::optional<std::int32_t> small_number(const json& value) {
  constexpr std::int32_t kMost = 99999;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > kMost) return std::nullopt;
  if (!value.is_number_integer() || value.get<std::int64_t>() < -kMost) return std::nullopt;
  return value.get<std::int32_t>();
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

// Names and values as they come: another version's may be others.
std::optional<history::LteProfile> take_profile(Fields& in) {
  constexpr std::size_t kLongestName = 64;
  const json* object = in.find("profile");
  if (object == nullptr) return std::nullopt;
  history::LteProfile profile;
  if (!object->is_object() || object->size() > history::kMaxProfileFields) {
    in.fail("profile", "is no object, or holds too much");
    return std::nullopt;
  }
  for (const auto& [name, value] : object->items()) {
    const auto number = small_number(value);
    if (!number || name.size() > kLongestName || !std::ranges::all_of(name, is_name_character)) {
      in.fail("profile", "holds another value than a small whole number by its name");
      return std::nullopt;
    }
    profile.emplace(name, *number);
  }
  return profile;
}

std::optional<history::LteIdentity> take_lte_identity(Fields& in) {
  constexpr std::size_t kMaxNetworks = 12;
  constexpr std::uint32_t kLastTac = 0xFFFF;
  constexpr std::uint32_t kLastCell = 0xFFFFFFF;
  const json* plmns = in.find("plmns");
  if (plmns == nullptr) return std::nullopt;
  history::LteIdentity identity;
  identity.area = Tac{in.whole<std::uint32_t>("area", 0, kLastTac)};
  identity.cell = Eci{in.whole<std::uint32_t>("cell", 0, kLastCell)};
  if (!plmns->is_array() || plmns->size() > kMaxNetworks) {
    in.fail("plmns", "is no list, or too long");
    return std::nullopt;
  }
  for (const json& text : *plmns) {
    if (text.is_null()) {  // a code that is no number keeps its place
      identity.plmns.emplace_back();
      continue;
    }
    const auto plmn = text.is_string() ? parse_plmn(text.get_ref<const std::string&>()) : std::nullopt;
    if (!plmn) {
      in.fail("plmns", "holds what is no network code");
      return std::nullopt;
    }
    identity.plmns.push_back(plmn);
  }
  return identity;
}

std::optional<history::KnownLte> take_lte(Fields& fields) {
  const json* object = fields.find("lte");
  if (object == nullptr) return std::nullopt;
  Fields in(*object);
  history::KnownLte cell;
  cell.identity = take_lte_identity(in);
  if (in.find("fingerprint") != nullptr) cell.fingerprint = in.text("fingerprint");
  cell.profile = take_profile(in);
  if (!in.ok()) fields.fail("lte:", in.problem());
  return cell;
}

KnownCell take_cell(Fields& in) {
  KnownCell cell;
  cell.nominal_hz = in.optional_number("frequency_hz", 1.0, kMaxFrequency_hz);
  cell.measured_hz = in.number("measured_hz", 1.0, kMaxFrequency_hz);
  cell.rat = take_rat(in);
  const bool is_gsm = cell.rat == Rat::kGsm;
  cell.physical_id = in.whole<std::uint16_t>(
      "physical_id", 0, static_cast<std::uint16_t>((is_gsm ? gsm::kBsicCount : lte::kPciCount) - 1));
  if (is_gsm) {
    cell.gsm = take_gsm(in);
  } else {
    cell.duplex = take_duplex(in);
    cell.cyclic_prefix = take_cyclic_prefix(in);
    cell.mib = take_mib(in, in.find("mib"), false);
    cell.lte = take_lte(in);
  }
  cell.dwells_heard = in.whole<std::uint64_t>("dwells_heard", 0, std::uint64_t{1} << 53U);
  cell.heard_s = in.number("heard_s", 0.0);
  cell.first = take_time(in, "first");
  cell.last = take_time(in, "last");
  cell.gain_db = in.optional_number("gain_db");
  take_histogram(in, "power_dbfs", cell.power_dbfs);
  take_histogram(in, "snr_db", cell.snr_db);
  take_histogram(in, "residual_ppm", cell.residual_ppm);
  return cell;
}

// Every object of a list through `take`; the first problem names its place.
template <class Take, class Keep>
void take_list(Fields& fields, const char* key, Take take, Keep keep) {
  const json* list = fields.find(key);
  if (list == nullptr) return fields.fail(key, "is missing");
  if (!list->is_array() || list->size() > kMaxEntries) return fields.fail(key, "is no list, or too long");
  std::size_t index = 0;
  for (const json& object : *list) {
    Fields in(object);
    auto entry = take(in);
    if (!in.ok()) return fields.fail(std::string(key) + '[' + std::to_string(index) + "]:", in.problem());
    keep(std::move(entry));
    ++index;
  }
}

}  // namespace

std::string to_json(const Baseline& baseline) {
  JsonWriter out;
  out.begin_object();
  out.count("schema", kSchemaVersion);
  out.text("type", "baseline");
  out.text("site", baseline.site);
  out.count("dwells", baseline.dwells);
  out.number("listened_s", baseline.listened_s, at::kSeconds);
  out.time("first", baseline.first);
  out.time("last", baseline.last);
  out.key("windows");
  out.begin_array();
  for (const Window& window : baseline.windows) put_window(out, window);
  out.end_array();
  out.key("cells");
  out.begin_array();
  for (const KnownCell& cell : baseline.cells) put_cell(out, cell);
  out.end_array();
  out.end_object();
  return out.take() + '\n';
}

Result<Baseline> parse_baseline(std::string_view text, std::string_view name) {
  const std::string file(name);
  if (text.size() > kMaxBaselineBytes) {
    return fail(ErrorCode::kFormat, file + ": larger than " + std::to_string(kMaxBaselineBytes) + " bytes");
  }
  const json document = parse_json(text);
  if (document.is_discarded() || !document.is_object()) {
    return fail(ErrorCode::kFormat, file + ": not a JSON object; is this a baseline?");
  }
  Fields fields(document);
  if (fields.text("type") != "baseline" || !fields.ok()) {
    return fail(ErrorCode::kFormat, file + ": type is not \"baseline\"; is this a baseline?");
  }
  if (fields.whole<std::uint32_t>("schema") != static_cast<std::uint32_t>(kSchemaVersion)) {
    return fail(ErrorCode::kFormat, file + ": schema is not " + std::to_string(kSchemaVersion) +
                                        "; it was written by another version");
  }
  Baseline baseline;
  baseline.site = fields.text("site");
  baseline.dwells = fields.whole<std::uint64_t>("dwells", 0, std::uint64_t{1} << 53U);
  baseline.listened_s = fields.number("listened_s", 0.0);
  baseline.first = take_time(fields, "first");
  baseline.last = take_time(fields, "last");
  take_list(fields, "windows", take_window, [&](Window window) { baseline.windows.push_back(window); });
  take_list(fields, "cells", take_cell, [&](KnownCell cell) { baseline.cells.push_back(std::move(cell)); });
  if (!fields.ok()) return fail(ErrorCode::kFormat, file + ": " + fields.problem());
  baseline.normalise();
  return baseline;
}

}  // namespace cellwarden::records
