// How soon a new GSM transmitter is noticed by a radio that goes round a city's band: real signals, the
// program's own receivers and survey, virtual time.
//
//   survey_appearances [count] [rate in MS/s] [seed]

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "tests/synth/scene_radio.hpp"
#include "tests/tools/city_band.hpp"
#include "tools/cellwarden/thread_pool.hpp"
#include "tools/cellwarden/touring_receivers.hpp"

namespace {

using namespace cellwarden;

constexpr std::uint8_t kSi3 = 0x1B;
constexpr std::size_t kMessageType_octet = 2;
constexpr double kFlatPart = 0.85;

struct Noticed {
  std::optional<double> heard_s;
  std::optional<double> si3_s;
};

bool has_si3(const Observation& seen) {
  return std::ranges::any_of(seen.gsm()->messages, [](const gsm::BroadcastMessage& message) {
    return message.octets[kMessageType_octet] == kSi3;
  });
}

void note(const Dwell& dwell, const test::CityBand& city, std::vector<Noticed>& noticed) {
  const double end_s = dwell.listen.t_s + dwell.listen.duration_s;
  for (const Observation& seen : dwell.observations) {
    if (seen.gsm() == nullptr) continue;
    for (std::size_t i = 0; i < city.appearances.size(); ++i) {
      const auto& appearance = city.appearances[i];
      const bool is_it = seen.physical_id == appearance.bsic && end_s > appearance.on_s &&
                         end_s < appearance.off_s + 1.0 &&
                         std::abs(seen.carrier.measured_hz.value - appearance.frequency_hz) < 100e3;
      if (!is_it) continue;
      if (!noticed[i].heard_s) noticed[i].heard_s = end_s - appearance.on_s;
      if (!noticed[i].si3_s && has_si3(seen)) noticed[i].si3_s = end_s - appearance.on_s;
    }
  }
}

double quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values.empty() ? 0.0
                        : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void print(const char* what, const std::vector<double>& values) {
  fmt::print("{:<28} {:5} of them: median {:5.1f} s, 95 % {:5.1f} s, most {:5.1f} s\n", what, values.size(),
             quantile(values, 0.5), quantile(values, 0.95), quantile(values, 1.0));
}

}  // namespace

int main(int argc, char** argv) {
  test::CityBandSpec spec;
  spec.appearances = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 20;
  const double rate_msps = argc > 2 ? std::atof(argv[2]) : 2.4;
  spec.sample_rate_hz = rate_msps * 1e6;
  spec.seed = argc > 3 ? static_cast<std::uint64_t>(std::atoi(argv[3])) : 1;
  spec.clock_ppm = 12;
  const test::CityBand city = test::make_city_band(spec);

  const survey::RadioView view{24e6, 1766e6, spec.sample_rate_hz, kFlatPart * spec.sample_rate_hz, 0.03};
  survey::Survey survey(city.plan, {view});
  synth::SceneRadio radio(city.scene, {});
  tools::ThreadPool pool(2);
  tools::TouringReceivers receivers({}, survey, radio, view, pool.parallel_for());
  std::vector<Noticed> noticed(city.appearances.size());
  std::vector<std::optional<double>> found(city.gsm_hz.size() + city.lte_hz.size());
  std::vector<Dwell> dwells;
  double received_s = 0;
  const auto began = std::chrono::steady_clock::now();
  for (;;) {
    const auto block = radio.read();
    if (!block || !*block) break;
    const auto from = std::chrono::steady_clock::now();
    receivers.push(**block, dwells);
    received_s += std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    for (const Dwell& dwell : dwells) {
      note(dwell, city, noticed);
      for (const Observation& seen : dwell.observations) {
        std::vector<double> all = city.gsm_hz;
        all.insert(all.end(), city.lte_hz.begin(), city.lte_hz.end());
        for (std::size_t i = 0; i < all.size(); ++i) {
          if (std::abs(seen.carrier.measured_hz.value - all[i]) > 50e3) continue;
          if (!found[i] && seen.state != CellState::kDetected)
            found[i] = dwell.listen.t_s + dwell.listen.duration_s;
        }
      }
    }
    dwells.clear();
  }
  const double took_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::vector<double> heard;
  std::vector<double> si3;
  std::vector<double> later;
  for (const Noticed& one : noticed) {
    if (one.heard_s) heard.push_back(*one.heard_s);
    if (one.si3_s) si3.push_back(*one.si3_s);
    if (one.heard_s && one.si3_s) later.push_back(*one.si3_s - *one.heard_s);
  }
  std::vector<double> first;
  for (const auto& at : found) {
    if (at) first.push_back(*at);
  }
  fmt::print(
      "{:.1f} MS/s, {} windows, {} visits, {:.0f} s of the city; receiving took {:.2f} s per second, all "
      "{:.2f}\n",
      rate_msps, survey.windows().size(), receivers.tour().visits(), radio.now_s(),
      received_s / radio.now_s(), took_s / radio.now_s());
  print("cells of the city", first);
  print("new transmitters noticed", heard);
  print("SI 3 of it", si3);
  print("SI 3 after it was noticed", later);
  if (const auto clock = receivers.clock().estimate()) {
    fmt::print("radio's clock {:+.3f} ppm, sigma {:.3f}, from {} cells (true: {:+.3f})\n", clock->ppm.value,
               clock->ppm.sigma, clock->cells, spec.clock_ppm);
  }
  fmt::print("missed: {}\n", noticed.size() - heard.size());
  return heard.size() == noticed.size() ? EXIT_SUCCESS : EXIT_FAILURE;
}
