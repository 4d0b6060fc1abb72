// How soon a new GSM transmitter is noticed by a radio that goes round a city's band: real signals, the
// program's own receivers, survey, detector and outputs, virtual time. And what becomes of the process
// meanwhile: with a fourth argument, a line for each minute of the city with its memory, handles and threads.
//
//   survey_appearances [count] [rate in MS/s] [seed] [soak.csv] [--every SECONDS]
//
// --every: a new transmitter in each stretch of so many seconds (10). Each stays for 20, so with fewer than
// 10 there are more of them at a time.
//
// Ctrl-C ends it early, with the figures so far.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/synth/scene_radio.hpp"
#include "tests/tools/city_band.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/output/sink.hpp"
#include "tools/cellwarden/survey_state.hpp"
#include "tools/cellwarden/thread_pool.hpp"
#include "tools/cellwarden/touring_receivers.hpp"

namespace {

using namespace cellwarden;

constexpr std::uint8_t kSi3 = 0x1B;
constexpr std::size_t kMessageType_octet = 2;
constexpr double kFlatPart = 0.85;

volatile std::sig_atomic_t is_interrupted = 0;

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

/// A line of what this process holds, for each minute of the city.
class ProcessLog {
 public:
  explicit ProcessLog(const char* path) : file_(path) { file_ << "seconds,resident_mb,handles,threads\n"; }

  void note(double now_s) {
    if (now_s < next_s_) return;
    next_s_ += kPeriod_s;
    file_ << fmt::format("{:.0f},{:.1f},{},{}\n", now_s, resident_mb(), entries("/proc/self/fd"),
                         entries("/proc/self/task"))
          << std::flush;
  }

 private:
  static constexpr double kPeriod_s = 60;

  static std::ptrdiff_t entries(const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder), {});
  }
  static double resident_mb() {
    constexpr double kKilo = 1e3;
    std::ifstream status("/proc/self/status");
    std::string word;
    double kilobytes = 0;
    while (status >> word) {
      if (word == "VmRSS:") status >> kilobytes;
    }
    return kilobytes / kKilo;
  }

  std::ofstream file_;
  double next_s_ = 0;
};

/// What was found of the city itself, and when.
class CityFound {
 public:
  explicit CityFound(const test::CityBand& city) : carriers_hz_(city.gsm_hz) {
    carriers_hz_.insert(carriers_hz_.end(), city.lte_hz.begin(), city.lte_hz.end());
    found_s_.resize(carriers_hz_.size());
  }

  void note(const Dwell& dwell) {
    for (const Observation& seen : dwell.observations) {
      if (seen.state == CellState::kDetected) continue;
      for (std::size_t i = 0; i < carriers_hz_.size(); ++i) {
        const bool is_it = std::abs(seen.carrier.measured_hz.value - carriers_hz_[i]) < kNear_hz;
        if (is_it && !found_s_[i]) found_s_[i] = dwell.listen.t_s + dwell.listen.duration_s;
      }
    }
  }

  [[nodiscard]] std::vector<double> times_s() const {
    std::vector<double> times;
    for (const auto& at : found_s_) {
      if (at) times.push_back(*at);
    }
    return times;
  }

 private:
  static constexpr double kNear_hz = 50e3;
  std::vector<double> carriers_hz_;
  std::vector<std::optional<double>> found_s_;
};

/// Of transmitters that came and went.
void print_notices(std::vector<Noticed> noticed, const test::CityBand& city, double now_s) {
  const auto gone = std::ranges::find_if(
      city.appearances, [now_s](const test::Appearance& one) { return one.off_s + 1.0 > now_s; });
  noticed.resize(static_cast<std::size_t>(gone - city.appearances.begin()));
  std::vector<double> heard;
  std::vector<double> si3;
  std::vector<double> later;
  for (const Noticed& one : noticed) {
    if (one.heard_s) heard.push_back(*one.heard_s);
    if (one.si3_s) si3.push_back(*one.si3_s);
    if (one.heard_s && one.si3_s) later.push_back(*one.si3_s - *one.heard_s);
  }
  print("new transmitters noticed", heard);
  print("SI 3 of it", si3);
  print("SI 3 after it was noticed", later);
  fmt::print("missed: {}\n", noticed.size() - heard.size());
}

std::vector<std::unique_ptr<tools::Sink>> sinks_to_nowhere() {
  std::vector<std::unique_ptr<tools::Sink>> sinks;
  sinks.push_back(tools::make_json_sink(tools::Writer::to_file("/dev/null").value(), {}, false));
  sinks.push_back(tools::make_observation_log_sink(tools::Writer::to_file("/dev/null").value()));
  return sinks;
}

struct Arguments {
  test::CityBandSpec spec;
  const char* log = "/dev/null";
};

/// Absent: they make no sense, and a line says so.
std::optional<Arguments> parse(int argc, char** argv) {
  constexpr double kLeastEvery_s = 0.5;  // 40 at a time: the band has room for them
  Arguments arguments;
  arguments.spec.clock_ppm = 12;
  std::vector<const char*> places;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) != "--every") {
      places.push_back(argv[i]);
      continue;
    }
    arguments.spec.every_s = ++i < argc ? std::atof(argv[i]) : 0.0;
    if (arguments.spec.every_s >= kLeastEvery_s) continue;
    fmt::print(stderr, "survey_appearances: --every: give {} seconds or more\n", kLeastEvery_s);
    return std::nullopt;
  }
  const auto number = [&](std::size_t place, double otherwise) {
    return places.size() > place ? std::atof(places[place]) : otherwise;
  };
  arguments.spec.appearances = static_cast<unsigned>(number(0, 20));
  arguments.spec.sample_rate_hz = number(1, 2.4) * 1e6;
  arguments.spec.seed = static_cast<std::uint64_t>(number(2, 1));
  if (places.size() > 3) arguments.log = places[3];
  return arguments;
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse(argc, argv);
  if (!arguments) return EXIT_FAILURE;
  const test::CityBandSpec& spec = arguments->spec;
  const test::CityBand city = test::make_city_band(spec);

  const survey::RadioView view{24e6, 1766e6, spec.sample_rate_hz, kFlatPart * spec.sample_rate_hz, 0.03};
  tools::SharedSurvey survey(survey::Survey(city.plan, {view}));
  synth::SceneRadio radio(city.scene, {});
  tools::ThreadPool pool(2);
  tools::TouringReceivers receivers({}, survey, 0, radio, view, pool.parallel_for());
  auto sinks = sinks_to_nowhere();
  tools::Judge judge({}, {}, sinks);
  ProcessLog process(arguments->log);
  CityFound found(city);
  std::vector<Noticed> noticed(city.appearances.size());
  std::vector<Dwell> dwells;
  double received_s = 0;
  const auto began = std::chrono::steady_clock::now();
  std::signal(SIGINT, [](int) { is_interrupted = 1; });
  while (is_interrupted == 0) {
    const auto block = radio.read();
    if (!block || !*block) break;
    const auto from = std::chrono::steady_clock::now();
    receivers.push(**block, dwells);
    for (Dwell& dwell : dwells) {
      note(dwell, city, noticed);
      found.note(dwell);
      judge.take(std::move(dwell));
    }
    if (!dwells.empty()) receivers.set_suspects(tools::suspects_of(judge.detector()));
    dwells.clear();
    received_s += std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    process.note(radio.now_s());
  }
  const double took_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  fmt::print(
      "{:.1f} MS/s, {} windows, {} visits, {:.0f} s of the city; receiving and judging took {:.2f} s per "
      "second, all {:.2f}\n",
      spec.sample_rate_hz / 1e6, survey.survey.windows().size(), receivers.state().visits, radio.now_s(),
      received_s / radio.now_s(), took_s / radio.now_s());
  print("cells of the city", found.times_s());
  print_notices(noticed, city, radio.now_s());
  fmt::print("incidents open at the end: {}\n", judge.detector().open_incidents().size());
  if (const auto clock = receivers.state().clock) {
    fmt::print("radio's clock {:+.3f} ppm, sigma {:.3f}, from {} cells (true: {:+.3f})\n", clock->ppm.value,
               clock->ppm.sigma, clock->cells, spec.clock_ppm);
  }
  const bool is_complete =
      std::ranges::all_of(noticed, [](const Noticed& one) { return one.heard_s.has_value(); });
  return is_complete ? EXIT_SUCCESS : EXIT_FAILURE;
}
