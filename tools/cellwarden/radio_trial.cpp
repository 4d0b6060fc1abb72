#include "tools/cellwarden/radio_trial.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <complex>

#include "dsp/capture/radio_process.hpp"

namespace cellwarden::tools {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = capture::RadioEvent::Kind;

/// What is counted while it listens.
class Tally {
 public:
  void add(const IqBlock& block) {
    for (const Sample& sample : block.samples) power_ += static_cast<double>(std::norm(sample));
    samples_ += block.samples.size();
    clipped_ += block.clipped_samples;
    lost_ += block.lost_before;
    seconds_ += static_cast<double>(block.samples.size()) / block.sample_rate_hz;
    // The first transfer may have waited: what came after it tells the rate.
    if (!first_at_) {
      first_at_ = Clock::now();
      first_samples_ = samples_;
    }
    last_at_ = Clock::now();
  }

  [[nodiscard]] double seconds() const noexcept { return seconds_; }

  void put_into(RadioTrial& trial) const {
    trial.seconds = seconds_;
    trial.samples = samples_;
    trial.samples_lost = lost_;
    trial.samples_clipped = clipped_;
    if (power_ > 0) trial.level_dbfs = 10 * std::log10(power_ / static_cast<double>(samples_));
    const double elapsed_s = first_at_ ? std::chrono::duration<double>(last_at_ - *first_at_).count() : 0;
    if (elapsed_s > 0) {
      trial.measured_rate_hz = static_cast<double>(samples_ + lost_ - first_samples_) / elapsed_s;
    }
  }

 private:
  double power_ = 0;
  double seconds_ = 0;
  std::uint64_t samples_ = 0;
  std::uint64_t first_samples_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t clipped_ = 0;
  std::optional<Clock::time_point> first_at_;
  Clock::time_point last_at_;
};

}  // namespace

Result<RadioTrial> try_radio(const capture::DeviceSettings& settings, double seconds) {
  RadioTrial trial;
  capture::RadioProcessSettings process;
  capture::RadioProcess* running = nullptr;
  std::optional<std::string> lost;
  process.on_event = [&](const capture::RadioEvent& event) {
    if (event.kind == Kind::kDriverSaid && event.level <= capture::DriverMessageLevel::kWarning) {
      trial.driver_said.push_back(event.text);
    }
    if (event.kind != Kind::kLost) return;
    lost = event.text;  // once is enough to know
    if (running != nullptr) running->stop();
  };
  auto radio = capture::RadioProcess::start(settings, process);
  if (!radio) return tl::unexpected<Error>(radio.error());
  running = radio->get();
  trial.name = running->info().name;
  for (const auto& known : running->info().provenance) {
    if (known.parameter == "gain") trial.gain = known.value;
  }
  trial.center_hz = running->info().center_hz;
  trial.stated_rate_hz = running->info().sample_rate_hz;
  Tally tally;
  while (tally.seconds() < seconds) {
    const auto block = running->read();
    if (!block) return tl::unexpected<Error>(block.error());
    if (!*block) break;
    tally.add(**block);
  }
  if (lost) return fail(ErrorCode::kDevice, *lost);
  tally.put_into(trial);
  return trial;
}

}  // namespace cellwarden::tools
