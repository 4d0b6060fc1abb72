#include "tests/synth/scene_file.hpp"

#include <cmath>
#include <fstream>
#include <initializer_list>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "dsp/capture/utc_time.hpp"

namespace cellwarden::synth {
namespace {

/// A fault of the text; leaves this file only as an Error.
class Fault : public std::runtime_error {
 public:
  Fault(const YAML::Mark& mark, const std::string& what)
      : std::runtime_error(what), line(mark.is_null() ? 0 : mark.line + 1) {}
  int line;
};

template <class T>
using Choice = std::pair<const char*, T>;

/// One mapping: its keys are taken one by one, and what nobody took is an error.
class Section {
 public:
  Section(const YAML::Node& node, std::string path) : node_(node), path_(std::move(path)) {
    if (!node.IsMap()) throw Fault(node.Mark(), title("") + "is not a mapping of keys to values");
  }

  [[nodiscard]] YAML::Node take(const char* key) {
    taken_.insert(key);
    return node_[key];
  }

  [[nodiscard]] bool has(const char* key) const { return node_[key].IsDefined(); }

  void read(const char* key, double low, double high, double& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    double number = 0;
    const bool is_number = node.IsScalar() && YAML::convert<double>::decode(node, number);
    if (!is_number || !(number >= low && number <= high)) {
      reject(node, key, fmt::format("is not a number from {} to {}", low, high));
    }
    value = number;
  }

  void read(const char* key, double low, double high, std::optional<double>& value) {
    double number = 0;
    read(key, low, high, number);
    if (has(key)) value = number;
  }

  template <class Integer>
  void read_whole(const char* key, Integer low, Integer high, Integer& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    std::int64_t number = 0;
    const bool is_number = node.IsScalar() && YAML::convert<std::int64_t>::decode(node, number);
    if (!is_number || number < static_cast<std::int64_t>(low) || number > static_cast<std::int64_t>(high)) {
      reject(node, key, fmt::format("is not a whole number from {} to {}", low, high));
    }
    value = static_cast<Integer>(number);
  }

  void read(const char* key, bool& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    if (!node.IsScalar() || !YAML::convert<bool>::decode(node, value))
      reject(node, key, "is not true or false");
  }

  void read(const char* key, std::string& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    if (!node.IsScalar()) reject(node, key, "is not a text");
    value = node.Scalar();
  }

  template <class T>
  void choose(const char* key, std::initializer_list<Choice<T>> choices, T& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    std::string names;
    for (const auto& [name, meaning] : choices) {
      if (node.IsScalar() && node.Scalar() == name) {
        value = meaning;
        return;
      }
      names += (names.empty() ? "" : ", ") + std::string(name);
    }
    reject(node, key, "is not one of " + names);
  }

  /// Calls `read_item(Section&)` for each mapping of a list.
  template <class ReadItem>
  void each(const char* key, ReadItem read_item) {
    const YAML::Node list = take(key);
    if (!list.IsDefined()) return;
    if (!list.IsSequence()) reject(list, key, "is not a list");
    for (std::size_t i = 0; i < list.size(); ++i) {
      Section item(list[i], fmt::format("{}[{}]", full(key), i));
      read_item(item);
      item.finish();
    }
  }

  template <class ReadSection>
  void section(const char* key, ReadSection read_section) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    Section inner(node, full(key));
    read_section(inner);
    inner.finish();
  }

  /// Refuses keys that nobody asked for.
  void finish() const {
    for (const auto& entry : node_) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "?";
      if (taken_.contains(key)) continue;
      std::string known;
      for (const std::string& name : taken_) known += (known.empty() ? "" : ", ") + name;
      throw Fault(entry.first.Mark(), full(key.c_str()) + ": unknown key; known here: " + known);
    }
  }

  [[noreturn]] void reject(const YAML::Node& node, const char* key, const std::string& why) const {
    const std::string value = node.IsScalar() ? "'" + node.Scalar() + "'" : "this";
    throw Fault(node.Mark(), title(key) + value + " " + why);
  }

  [[noreturn]] void reject(const std::string& why) const { throw Fault(node_.Mark(), title("") + why); }

 private:
  [[nodiscard]] std::string full(const char* key) const {
    return path_.empty() || *key == '\0' ? path_ + key : path_ + "." + key;
  }
  [[nodiscard]] std::string title(const char* key) const {
    const std::string name = full(key);
    return name.empty() ? "the scene " : name + ": ";
  }

  YAML::Node node_;
  std::string path_;
  std::set<std::string> taken_;
};

void read_radio(Section& in, RadioSpec& radio) {
  in.read("sample_rate_hz", 1e6, 100e6, radio.sample_rate_hz);
  in.read("center_hz", 0, 300e9, radio.center_hz);
  in.read("clock_ppm", -1000, 1000, radio.clock_ppm);
  in.read("tuner_ppm", -1000, 1000, radio.tuner_ppm);
}

void read_converter(Section& in, ConverterSpec& converter) {
  using capture::SampleFormat;
  in.choose<SampleFormat>("format",
                          {{"cf32", SampleFormat::kCf32},
                           {"cu8", SampleFormat::kCu8},
                           {"cs8", SampleFormat::kCs8},
                           {"cs16", SampleFormat::kCs16}},
                          converter.format);
  in.read("gain_db", -200, 200, converter.gain_db);
  in.read("iq_gain_db", -20, 20, converter.iq_gain_db);
  in.read("iq_phase_deg", -45, 45, converter.iq_phase_deg);
  double dc_i = 0;
  double dc_q = 0;
  in.read("dc_i", -1, 1, dc_i);
  in.read("dc_q", -1, 1, dc_q);
  converter.dc = {dc_i, dc_q};
}

unsigned one_of(Section& in, const char* key, std::initializer_list<unsigned> allowed, unsigned value) {
  unsigned number = value;
  in.read_whole<unsigned>(key, *allowed.begin(), *(allowed.end() - 1), number);
  for (const unsigned candidate : allowed) {
    if (number == candidate) return number;
  }
  std::string names;
  for (const unsigned candidate : allowed) names += (names.empty() ? "" : ", ") + std::to_string(candidate);
  in.reject(in.take(key), key, "is not one of " + names);
}

void read_grid(Section& in, LteGridSpec& grid) {
  in.read_whole<unsigned>("pci", 0, lte::kPciCount - 1, grid.pci);
  if (!in.has("pci")) in.reject("no pci: say which physical cell identity, 0 to 503");
  grid.bandwidth_rb = one_of(in, "bandwidth_rb", {6, 15, 25, 50, 75, 100}, grid.bandwidth_rb);
  grid.ports = one_of(in, "ports", {1, 2, 4}, grid.ports);
  in.choose<lte::Duplex>("duplex", {{"fdd", lte::Duplex::kFdd}, {"tdd", lte::Duplex::kTdd}}, grid.duplex);
  in.choose<lte::CyclicPrefix>(
      "cyclic_prefix", {{"normal", lte::CyclicPrefix::kNormal}, {"extended", lte::CyclicPrefix::kExtended}},
      grid.prefix);
  in.read_whole<unsigned>("tdd_configuration", 0, 6, grid.tdd_configuration);
  const unsigned last = grid.prefix == lte::CyclicPrefix::kNormal ? 9 : 7;
  in.read_whole<unsigned>("special_configuration", 0, last, grid.special_configuration);
  in.choose<lte::PhichDuration>(
      "phich_duration",
      {{"normal", lte::PhichDuration::kNormal}, {"extended", lte::PhichDuration::kExtended}},
      grid.phich_duration);
  in.choose<lte::PhichResource>("phich_resource",
                                {{"1/6", lte::PhichResource::kOneSixth},
                                 {"1/2", lte::PhichResource::kHalf},
                                 {"1", lte::PhichResource::kOne},
                                 {"2", lte::PhichResource::kTwo}},
                                grid.phich_resource);
  in.read_whole<unsigned>("spare", 0, 1023, grid.spare);
  in.read_whole<unsigned>("sfn_start", 0, lte::kSfnPeriod_frames - 1, grid.sfn_start);
  in.read_whole<unsigned>("control_symbols", 1, 4, grid.control_symbols);
  in.read("load", 0, 1, grid.load);
  in.read("share_16qam", 0, 1, grid.share_16qam);
  in.read("sync_boost_db", -60, 60, grid.sync_boost_db);
}

void read_cell(Section& in, const SceneSpec& scene, LteCellSpec& cell) {
  std::string name;
  in.read("name", name);
  read_grid(in, cell.grid);
  in.read("re_power_dbfs", -200, 60, cell.re_power_dbfs);
  in.read("carrier_offset_hz", -1e9, 1e9, cell.carrier_offset_hz);
  in.read("oscillator_ppm", -1000, 1000, cell.oscillator_ppm);
  in.read("symbol_clock_ppm", -1000, 1000, cell.symbol_clock_ppm);
  in.read("delay_s", -1000, 1000, cell.delay_s);
  in.read("start_s", 0, 1e6, cell.start_s);
  in.read("stop_s", 0, 1e6, cell.stop_s);
  in.each("level", [&cell](Section& point) {
    LevelPoint p;
    point.read("time_s", 0, 1e6, p.time_s);
    point.read("change_db", -200, 200, p.change_db);
    if (!cell.level.empty() && p.time_s <= cell.level.back().time_s) point.reject("time_s does not rise");
    cell.level.push_back(p);
  });
  in.choose<Multipath>("multipath",
                       {{"none", Multipath::kNone}, {"EPA", Multipath::kEpa}, {"EVA", Multipath::kEva}},
                       cell.multipath);
  in.read("doppler_hz", 0, 2000, cell.doppler_hz);
  in.read("wrap", cell.wrap);
  cell.seed = scene.seed * 1000 + scene.lte_cells.size();
  in.read_whole<std::uint64_t>("seed", 0, std::uint64_t{1} << 62U, cell.seed);
}

void read_gsm_carrier(Section& in, const SceneSpec& scene, GsmCarrierSpec& carrier) {
  in.read("power_dbfs", -200, 60, carrier.power_dbfs);
  in.read("carrier_offset_hz", -1e9, 1e9, carrier.carrier_offset_hz);
  in.read("oscillator_ppm", -1000, 1000, carrier.oscillator_ppm);
  in.read("broadcast", carrier.broadcast);
  in.read("activity", 0, 1, carrier.activity);
  carrier.seed = scene.seed * 1000 + 500 + scene.gsm_carriers.size();
  in.read_whole<std::uint64_t>("seed", 0, std::uint64_t{1} << 62U, carrier.seed);
}

// Either noise_dbfs, or snr_db above the cell number `reference`.
void read_noise(Section& in, SceneSpec& scene) {
  std::optional<double> noise_dbfs;
  std::optional<double> snr_db;
  std::size_t reference = 0;
  in.read("noise_dbfs", -300, 60, noise_dbfs);
  in.read("snr_db", -100, 200, snr_db);
  const std::size_t cells = scene.lte_cells.size();
  if (noise_dbfs.has_value() == snr_db.has_value()) in.reject("needs either noise_dbfs or snr_db");
  if (noise_dbfs) {
    scene.noise_variance = std::pow(10.0, *noise_dbfs / 10.0);
    return;
  }
  if (cells == 0) in.reject("snr_db needs a cell in lte_cells; without one give noise_dbfs");
  in.read_whole<std::size_t>("reference", 0, cells - 1, reference);
  scene.noise_variance =
      noise_variance(scene.lte_cells[reference].re_power_dbfs, *snr_db, scene.radio.sample_rate_hz);
}

void read_gap(Section& in, SceneSpec& scene) {
  Gap gap;
  in.read("start_s", 0, 1e6, gap.start_s);
  in.read("duration_s", 0, 1e6, gap.duration_s);
  const bool overlaps =
      !scene.gaps.empty() && gap.start_s <= scene.gaps.back().start_s + scene.gaps.back().duration_s;
  if (overlaps) in.reject("begins before the one above has ended");
  scene.gaps.push_back(gap);
}

SceneSpec read_all(const YAML::Node& root) {
  SceneSpec scene;
  Section in(root, "");
  in.read("description", scene.description);
  in.read("duration_s", 0, 1e6, scene.duration_s);
  in.read_whole<std::uint64_t>("seed", 0, 1'000'000'000, scene.seed);
  std::string start;
  in.read("start", start);
  if (in.has("start")) {
    scene.start = capture::parse_utc(start);
    if (!scene.start) in.reject(in.take("start"), "start", "is not a UTC time like 2026-01-15T20:00:00Z");
  }
  in.section("receiver", [&](Section& s) {
    GeoPoint& at = scene.receiver_at.emplace();
    s.read("latitude_deg", -90, 90, at.latitude_deg);
    s.read("longitude_deg", -180, 180, at.longitude_deg);
  });
  in.section("radio", [&](Section& s) { read_radio(s, scene.radio); });
  in.section("converter", [&](Section& s) { read_converter(s, scene.converter); });
  in.each("lte_cells", [&](Section& s) {
    LteCellSpec cell;
    read_cell(s, scene, cell);
    scene.lte_cells.push_back(cell);
  });
  in.each("gsm_carriers", [&](Section& s) {
    GsmCarrierSpec carrier;
    read_gsm_carrier(s, scene, carrier);
    scene.gsm_carriers.push_back(carrier);
  });
  in.each("tones", [&](Section& s) {
    ToneSpec tone;
    s.read("power_dbfs", -200, 60, tone.power_dbfs);
    s.read("offset_hz", -1e9, 1e9, tone.offset_hz);
    scene.tones.push_back(tone);
  });
  in.each("gaps", [&](Section& s) { read_gap(s, scene); });
  in.section("noise", [&](Section& s) { read_noise(s, scene); });
  in.finish();
  return scene;
}

}  // namespace

Result<SceneSpec> read_scene(const std::string& text, const std::string& name) {
  try {
    return read_all(YAML::Load(text));
  } catch (const Fault& fault) {
    return fail(ErrorCode::kConfig, fmt::format("{}:{}: {}", name, fault.line, fault.what()));
  } catch (const YAML::Exception& e) {
    return fail(ErrorCode::kConfig, fmt::format("{}:{}: not YAML: {}", name, e.mark.line + 1, e.msg));
  }
}

Result<SceneSpec> read_scene_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return fail(ErrorCode::kFile, path + ": cannot be read; give the path of a scene in YAML");
  }
  return read_scene(text.str(), path);
}

}  // namespace cellwarden::synth
