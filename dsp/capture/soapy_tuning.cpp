#include "dsp/capture/soapy_tuning.hpp"

#include <fmt/format.h>

#include <SoapySDR/Constants.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>
#include <utility>

#include "cell/carrier.hpp"
#include "dsp/capture/playback_device.hpp"

namespace cellwarden::capture {
namespace {

constexpr int kRx = SOAPY_SDR_RX;
constexpr std::size_t kChannel = 0;
constexpr double kLowestUsefulRate_hz = 1.92e6;  // a narrower window holds no LTE cell's synchronisation

std::string format_msps(double rate_hz) {
  return fmt::format("{:.7g} MS/s", rate_hz / 1e6);
}

bool is_empty_range(const SoapySDR::RangeList& ranges) {
  return std::ranges::all_of(ranges, [](const SoapySDR::Range& r) { return r.maximum() <= 0.0; });
}

double lowest(const SoapySDR::RangeList& ranges) {
  return std::ranges::min(ranges, {}, &SoapySDR::Range::minimum).minimum();
}

double highest(const SoapySDR::RangeList& ranges) {
  return std::ranges::max(ranges, {}, &SoapySDR::Range::maximum).maximum();
}

/// Between the lowest and the highest only: several drivers list a few popular values of a continuous range.
bool is_possible(const SoapySDR::RangeList& ranges, double value) {
  return is_empty_range(ranges) || (value >= lowest(ranges) && value <= highest(ranges));
}

/// The allowed value nearest above `wanted`, or the largest one.
double at_least(const SoapySDR::RangeList& ranges, double wanted) {
  std::optional<double> best;
  for (const SoapySDR::Range& range : ranges) {
    if (range.maximum() < wanted) continue;
    const double candidate = std::max(range.minimum(), wanted);
    if (!best || candidate < *best) best = candidate;
  }
  return best.value_or(highest(ranges));
}

/// Works step by step through one radio; the first step that fails ends it.
class Tuner {
 public:
  using Step = Result<void> (Tuner::*)();

  Tuner(const OpenDevice& open, const DeviceSettings& settings, Tuning now = {})
      : device_(*open.device),
        driver_(open.driver),
        name_(open.label),
        settings_(settings),
        clock_factor_(1.0 + settings.ppm.value_or(0.0) * 1e-6),
        tuning_(std::move(now)) {}

  Result<Tuning> run() {
    constexpr std::array<Step, 6> kAll{&Tuner::antenna, &Tuner::bias_tee, &Tuner::rate,
                                       &Tuner::filter,  &Tuner::center,   &Tuner::gain};
    return run(kAll);
  }

  Result<Tuning> move() {
    constexpr std::array<Step, 2> kMoved{&Tuner::center, &Tuner::gain};
    constexpr std::array<Step, 1> kStays{&Tuner::gain};
    tuning_.provenance.clear();
    tuning_.sample_rate_hz = tuning_.device_rate_hz * clock_factor_;
    const bool stays = settings_.center_hz && tuning_.asked_device_hz == device_hz(*settings_.center_hz);
    return stays ? run(kStays) : run(kMoved);
  }

 private:
  Result<Tuning> run(std::span<const Step> steps) {
    for (const Step step : steps) {
      // Whatever a driver throws of itself says too little; the step knows which setting it was.
      const Result<Result<void>> done = guarded(name_, [&] { return (this->*step)(); });
      if (!done) return tl::unexpected<Error>(done.error());
      if (!*done) return tl::unexpected<Error>(done->error());
    }
    if (settings_.ppm) {
      tell("clock error", fmt::format("{:+.4g} ppm", *settings_.ppm), "--ppm, put right in center and rate");
    }
    return std::move(tuning_);
  }

  void tell(std::string parameter, std::string value, std::string origin) {
    tuning_.provenance.push_back({std::move(parameter), std::move(value), std::move(origin)});
  }

  tl::unexpected<Error> refuse(const std::string& what) const {
    return fail(ErrorCode::kDevice, name_ + ": " + what);
  }

  Result<void> antenna() {
    if (!settings_.antenna) return {};
    const std::vector<std::string> antennas = device_.listAntennas(kRx, kChannel);
    if (std::ranges::find(antennas, *settings_.antenna) == antennas.end()) {
      return refuse("no antenna '" + *settings_.antenna +
                    fmt::format("'; it has {}", fmt::join(antennas, ", ")));
    }
    device_.setAntenna(kRx, kChannel, *settings_.antenna);
    return {};
  }

  Result<void> bias_tee() {
    const BiasTee& asked = settings_.bias_tee;
    if (asked.settings.empty() && !asked.is_on) return {};
    const auto offered = device_.getSettingInfo();
    for (const std::string& key : asked.settings) {
      if (std::ranges::find(offered, key, &SoapySDR::ArgInfo::key) == offered.end()) continue;
      device_.writeSetting(key, asked.is_on ? "true" : "false");
      if (asked.is_on) tell("bias tee", "on", "--bias-tee");
      return {};
    }
    if (!asked.is_on) return {};
    return refuse(
        "its driver has no setting for a bias tee; leave --bias-tee out, and feed the amplifier another way");
  }

  Result<void> rate() {
    const SoapySDR::RangeList ranges = device_.getSampleRateRange(kRx, kChannel);
    const double wanted_hz = settings_.sample_rate_hz.value_or(usual_rate(ranges));
    if (!is_possible(ranges, wanted_hz)) {
      return refuse(fmt::format("sample rate {} is outside its {} to {}", format_msps(wanted_hz),
                                format_msps(lowest(ranges)), format_msps(highest(ranges))));
    }
    device_.setSampleRate(kRx, kChannel, wanted_hz);
    tuning_.device_rate_hz = device_.getSampleRate(kRx, kChannel);
    if (!(tuning_.device_rate_hz > 0.0)) return refuse("it tells no sample rate");
    tuning_.sample_rate_hz = tuning_.device_rate_hz * clock_factor_;
    tell("sample rate", format_msps(tuning_.sample_rate_hz), settings_.sample_rate_hz ? "--rate" : name_);
    return {};
  }

  double usual_rate(const SoapySDR::RangeList& ranges) const {
    if (driver_ == kPlaybackDriver || is_empty_range(ranges)) return device_.getSampleRate(kRx, kChannel);
    return is_possible(ranges, settings_.usual_rate_hz) ? settings_.usual_rate_hz
                                                        : at_least(ranges, kLowestUsefulRate_hz);
  }

  Result<void> filter() {
    const SoapySDR::RangeList ranges = device_.getBandwidthRange(kRx, kChannel);
    if (!settings_.bandwidth_hz) {
      // A driver's own choice may cut off the edges of the window (a HackRF's passes three quarters of it) or
      // let in what folds over.
      if (is_empty_range(ranges) || settings_.has_own_filter) return {};
    } else if (is_empty_range(ranges) || !is_possible(ranges, *settings_.bandwidth_hz)) {
      return refuse(is_empty_range(ranges)
                        ? "its filter cannot be set; leave the bandwidth out"
                        : fmt::format("bandwidth {} is outside its {} to {}",
                                      format_mhz(*settings_.bandwidth_hz), format_mhz(lowest(ranges)),
                                      format_mhz(highest(ranges))));
    }
    device_.setBandwidth(kRx, kChannel,
                         settings_.bandwidth_hz.value_or(at_least(ranges, tuning_.device_rate_hz)));
    tell("filter", format_mhz(device_.getBandwidth(kRx, kChannel)),
         settings_.bandwidth_hz ? "--bandwidth" : "narrowest that passes the sample rate");
    return {};
  }

  /// Where its clock, taken for right, has the radio go.
  double device_hz(double center_hz) const { return center_hz / clock_factor_; }

  Result<void> center() {
    if (!settings_.center_hz && driver_ != kPlaybackDriver) {
      return refuse("where to listen is not said; state the center frequency (--center 806e6)");
    }
    if (settings_.center_hz) {
      const SoapySDR::RangeList ranges = device_.getFrequencyRange(kRx, kChannel);
      if (!is_possible(ranges, *settings_.center_hz)) {
        return refuse(fmt::format("center {} is outside its {} to {}", format_mhz(*settings_.center_hz),
                                  format_mhz(lowest(ranges)), format_mhz(highest(ranges))));
      }
      tuning_.asked_device_hz = device_hz(*settings_.center_hz);
      device_.setFrequency(kRx, kChannel, *tuning_.asked_device_hz);
    }
    const SoapySDR::RangeList tunes = device_.getFrequencyRange(kRx, kChannel);
    if (!is_empty_range(tunes)) tuning_.tunes = TuningRange{lowest(tunes), highest(tunes)};
    // What it tells, not what it was asked: steps of the tuner and a playback's fixed centre are in it.
    tuning_.center_hz = device_.getFrequency(kRx, kChannel) * clock_factor_;
    tell("center", format_mhz(tuning_.center_hz), settings_.center_hz ? "--center" : name_);
    return {};
  }

  Result<void> gain() {
    const std::vector<std::string> elements = device_.listGains(kRx, kChannel);
    if (elements.empty()) return {};
    const bool has_usual = !settings_.usual_gains.empty();
    const bool nothing_said = !settings_.gain.total_db && settings_.gain.elements.empty();
    const bool can_automatic = device_.hasGainMode(kRx, kChannel);
    if (settings_.gain.automatic && !can_automatic) {
      return refuse(fmt::format("it has no automatic gain; set {} in dB", fmt::join(elements, ", ")));
    }
    if (settings_.gain.automatic || (nothing_said && can_automatic && !has_usual)) {
      device_.setGainMode(kRx, kChannel, true);
      tuning_.gain_db.reset();
      tuning_.gains.clear();
      tell("gain", "automatic", settings_.gain.automatic ? "--gain" : name_);
      return {};
    }
    if (can_automatic) device_.setGainMode(kRx, kChannel, false);
    Result<void> set =
        settings_.gain.total_db ? total_gain(*settings_.gain.total_db) : element_gains(elements);
    if (!set) return set;
    report_gain(elements, nothing_said ? "default" : "--gain");
    return {};
  }

  Result<void> total_gain(double total_db) {
    const SoapySDR::Range range = device_.getGainRange(kRx, kChannel);
    if (total_db < range.minimum() || total_db > range.maximum()) {
      return refuse(
          fmt::format("gain {} dB is outside its {} to {} dB", total_db, range.minimum(), range.maximum()));
    }
    device_.setGain(kRx, kChannel, total_db);
    return {};
  }

  Result<void> element_gains(const std::vector<std::string>& elements) {
    for (const GainElement& asked : settings_.gain.elements) {
      if (std::ranges::find(elements, asked.name) == elements.end()) {
        return refuse(fmt::format("no gain '{}'; it has {}", asked.name, fmt::join(elements, ", ")));
      }
    }
    for (const std::string& element : elements) {
      const SoapySDR::Range range = device_.getGainRange(kRx, kChannel, element);
      const auto asked = std::ranges::find(settings_.gain.elements, element, &GainElement::name);
      const double gain_db =
          asked == settings_.gain.elements.end() ? usual_gain(element, range) : asked->gain_db;
      if (gain_db < range.minimum() || gain_db > range.maximum()) {
        return refuse(fmt::format("gain {} {} dB is outside its {} to {} dB", element, gain_db,
                                  range.minimum(), range.maximum()));
      }
      device_.setGain(kRx, kChannel, element, gain_db);
    }
    return {};
  }

  double usual_gain(const std::string& element, const SoapySDR::Range& range) const {
    const auto usual = std::ranges::find(settings_.usual_gains, element, &GainElement::name);
    if (usual == settings_.usual_gains.end()) return 0.5 * (range.minimum() + range.maximum());
    return std::clamp(usual->gain_db, range.minimum(), range.maximum());
  }

  void report_gain(const std::vector<std::string>& elements, const std::string& origin) {
    double sum_db = 0.0;
    std::string text;
    tuning_.gains.clear();
    for (const std::string& element : elements) {
      const double gain_db = device_.getGain(kRx, kChannel, element);
      const SoapySDR::Range range = device_.getGainRange(kRx, kChannel, element);
      tuning_.gains.push_back({element, range.minimum(), range.maximum(), gain_db});
      sum_db += gain_db;
      text += fmt::format("{}{} {:g} dB", text.empty() ? "" : ", ", element, gain_db);
    }
    tuning_.gain_db = sum_db;
    tell("gain", text, origin);
  }

  SoapySDR::Device& device_;
  const std::string& driver_;
  const std::string& name_;
  const DeviceSettings& settings_;
  const double clock_factor_;
  Tuning tuning_;
};

}  // namespace

DeviceSettings with_center(const OpenDevice& open, DeviceSettings settings) {
  const std::vector<double> others_hz = std::exchange(settings.other_centers_hz, {});
  if (!settings.center_hz || others_hz.empty()) return settings;
  const auto ranges = guarded(open.label, [&] { return open.device->getFrequencyRange(kRx, kChannel); });
  if (!ranges || is_possible(*ranges, *settings.center_hz)) return settings;
  const auto reached =
      std::ranges::find_if(others_hz, [&](double center_hz) { return is_possible(*ranges, center_hz); });
  if (reached != others_hz.end()) settings.center_hz = *reached;
  return settings;
}

Result<Tuning> tune(const OpenDevice& open, const DeviceSettings& settings) {
  return Tuner(open, settings).run();
}

Result<Tuning> retune(const OpenDevice& open, const DeviceSettings& settings, Tuning now) {
  return Tuner(open, settings, std::move(now)).move();
}

}  // namespace cellwarden::capture
