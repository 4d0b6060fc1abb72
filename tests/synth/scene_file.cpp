#include "tests/synth/scene_file.hpp"

#include <cmath>
#include <fstream>
#include <initializer_list>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "dsp/capture/utc_time.hpp"
#include "tests/synth/gsm_scene.hpp"
#include "tests/synth/scene_section.hpp"

namespace cellwarden::synth {
namespace {

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
  in.read("error_percent", 0, 100, grid.error_percent);
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
  read_level(in, cell.level);
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

// The cell of a list that `key` names by its number; the first where it names none.
template <class Cell>
const Cell& cell_named(Section& in, const char* key, const std::vector<Cell>& cells) {
  std::size_t number = 0;
  in.read_whole<std::size_t>(key, 0, cells.size() - 1, number);
  return cells[number];
}

// Either noise_dbfs, or snr_db above a cell: an LTE cell unless `gsm_reference` is given or there is none.
void read_noise(Section& in, SceneSpec& scene) {
  std::optional<double> noise_dbfs;
  std::optional<double> snr_db;
  in.read("noise_dbfs", -300, 60, noise_dbfs);
  in.read("snr_db", -100, 200, snr_db);
  if (noise_dbfs.has_value() == snr_db.has_value()) in.reject("needs either noise_dbfs or snr_db");
  if (noise_dbfs) {
    scene.noise_variance = std::pow(10.0, *noise_dbfs / 10.0);
    return;
  }
  const double rate_hz = scene.radio.sample_rate_hz;
  const bool is_gsm = in.has("gsm_reference") || scene.lte_cells.empty();
  if (is_gsm && scene.gsm_cells.empty()) {
    in.reject("snr_db needs a cell in lte_cells or gsm_cells; without one give noise_dbfs");
  }
  if (is_gsm) {
    const auto& cell = cell_named(in, "gsm_reference", scene.gsm_cells);
    scene.noise_variance = gsm_noise_variance(cell.power_dbfs, *snr_db, rate_hz);
  } else {
    const auto& cell = cell_named(in, "reference", scene.lte_cells);
    scene.noise_variance = noise_variance(cell.re_power_dbfs, *snr_db, rate_hz);
  }
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
  in.each("gsm_cells", [&](Section& s) {
    GsmCellSpec cell;
    cell.seed = scene.seed * 1000 + 300 + scene.gsm_cells.size();
    read_gsm_cell(s, scene.radio, cell);
    scene.gsm_cells.push_back(cell);
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
