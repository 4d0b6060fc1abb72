// How long after the start of a recording a GSM cell's system information is known, over start phases.
//
// One carrier at 10 dB in 200 kHz, timing and carrier offset as in gsm_curves; the recording begins anywhere
// in the cycle of eight multiframes. Two times each: when the last block that is needed was on the air, and
// when the dwell that holds it was complete, which is when anybody is told.
#include <algorithm>
#include <cstdio>
#include <map>
#include <vector>

#include <CLI/CLI.hpp>

#include "cell/gsm/system_information.hpp"
#include "dsp/gsm/receiver.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden {
namespace {

constexpr double kRate_hz = 1e6;
constexpr double kCenter_hz = 945e6;
constexpr double kPower_dbfs = -20;
constexpr double kSeconds = 5.0;
constexpr double kNever_s = 99.0;
constexpr double kBlock_frames = 3.2;  // from a block's first burst to the end of its last

struct Times {
  double si3_air_s = kNever_s, si3_told_s = kNever_s, all_air_s = kNever_s, all_told_s = kNever_s;
};

Times measure(double snr_db, std::uint64_t seed, unsigned phases) {
  synth::GsmCellSpec cell;
  cell.bursts.bsic = static_cast<unsigned>(seed % 64);
  cell.bursts.broadcast.cell_allocation = {40};
  cell.bursts.broadcast.neighbours = {41, 44, 60};
  cell.power_dbfs = kPower_dbfs;
  cell.carrier_offset_hz = 20e3;
  cell.frame_number_start = static_cast<std::uint32_t>(seed * 51 * 8 / phases + 51 * 8 * 1000);
  cell.seed = seed;
  synth::SceneSpec scene;
  scene.duration_s = kSeconds;
  scene.radio = {.sample_rate_hz = kRate_hz, .center_hz = kCenter_hz};
  scene.gsm_cells = {cell};
  scene.noise_variance = synth::gsm_noise_variance(kPower_dbfs, snr_db, kRate_hz);
  scene.seed = seed + 1;
  synth::SceneSource source(scene);

  gsm::Receiver receiver({}, run_serially);
  std::map<gsm::MessageKind, std::pair<double, double>> first;  // on the air, told
  std::vector<Dwell> dwells;
  for (auto block = source.read(); block && *block; block = source.read()) receiver.push(**block, dwells);
  receiver.finish(dwells);
  for (const Dwell& dwell : dwells) {
    for (const Observation& seen : dwell.observations) {
      for (const gsm::BroadcastMessage& message : seen.gsm()->messages) {
        const auto kind = gsm::kind_of(message.octets);
        if (!kind) continue;
        const double frames = static_cast<double>(message.frame_number) - seen.gsm()->frame_number;
        const double air_s = seen.frame_start_s.value + (frames + kBlock_frames) * gsm::kFrame_s;
        first.try_emplace(*kind, air_s, dwell.listen.t_s + dwell.listen.duration_s);
      }
    }
  }
  Times times;
  using Kind = gsm::MessageKind;
  if (!first.contains(Kind::kSi3)) return times;
  std::tie(times.si3_air_s, times.si3_told_s) = first[Kind::kSi3];
  double air_s = 0, told_s = 0;
  for (const Kind kind : {Kind::kSi1, Kind::kSi2, Kind::kSi3, Kind::kSi4}) {
    if (!first.contains(kind)) return times;
    air_s = std::max(air_s, first[kind].first);
    told_s = std::max(told_s, first[kind].second);
  }
  times.all_air_s = air_s, times.all_told_s = told_s;
  return times;
}

double quantile(std::vector<double> values, double q) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

int run(int argc, char** argv) {
  unsigned phases = 48;
  double snr_db = 10;
  CLI::App app{"When a GSM cell's system information is known, over start phases"};
  app.add_option("--phases", phases, "of the cycle of eight multiframes");
  app.add_option("--snr", snr_db, "in 200 kHz");
  CLI11_PARSE(app, argc, argv);
  std::vector<double> si3_air, si3_told, all_air, all_told;
  for (std::uint64_t seed = 0; seed < phases; ++seed) {
    const Times t = measure(snr_db, seed, phases);
    si3_air.push_back(t.si3_air_s), si3_told.push_back(t.si3_told_s);
    all_air.push_back(t.all_air_s), all_told.push_back(t.all_told_s);
  }
  std::printf("what,median_s,p90_s,worst_s\n");
  const auto row = [](const char* what, const std::vector<double>& v) {
    std::printf("%s,%.2f,%.2f,%.2f\n", what, quantile(v, 0.5), quantile(v, 0.9), quantile(v, 1.0));
  };
  row("si3 on the air", si3_air), row("si3 told", si3_told);
  row("si1 to si4 on the air", all_air), row("si1 to si4 told", all_told);
  return 0;
}

}  // namespace
}  // namespace cellwarden

int main(int argc, char** argv) {
  return cellwarden::run(argc, argv);
}
