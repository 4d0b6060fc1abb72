#include "dsp/capture/playback_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "dsp/capture/sample_format.hpp"

namespace cellwarden::capture {
namespace {

constexpr double kMostTuner_db = 100.0;
constexpr double kMostPpm = 1000.0;
constexpr double kMostWait_ms = 1e6;
constexpr double kFewestTransferred = 1024;
constexpr double kMostTransferred = 1 << 18;
constexpr double kMost = 1e12;

tl::unexpected<Error> refuse(std::string why) {
  return fail(ErrorCode::kConfig, std::move(why));
}

/// What SoapySDR adds to a device's arguments, and a SoapyRemote client to those for its server.
constexpr std::array<std::string_view, 10> kNotOurs{"driver",  "label", "remote", "soapy_remote_no_deeper",
                                                    "prot",    "mtu",   "window", "priority",
                                                    "timeout", "ipver"};

/// Takes one argument after the other; the first that is wrong ends it.
class Reader {
 public:
  Result<PlaybackOptions> read(const DeviceArguments& arguments) {
    for (const auto& [key, value] : arguments) {
      if (std::ranges::find(kNotOurs, key) != kNotOurs.end()) continue;
      const auto* const known = std::ranges::find(kArguments, key, &Argument::key);
      if (known == kArguments.end()) return refuse("no argument '" + key + "'; there are " + all_keys());
      if (auto taken = (this->*known->take)(key, value); !taken) return tl::unexpected(taken.error());
    }
    if (auto whole = check(arguments); !whole) return tl::unexpected(whole.error());
    return std::move(options_);
  }

 private:
  using Take = Result<void> (Reader::*)(const std::string& key, const std::string& value);
  struct Argument {
    std::string_view key;
    Take take;
    bool needs_band = false;
    bool needs_path = false;
  };
  static const std::array<Argument, 18> kArguments;

  static std::string all_keys() {
    std::string keys;
    for (const Argument& argument : kArguments) keys.append(keys.empty() ? "" : " ").append(argument.key);
    return keys;
  }

  Result<void> check(const DeviceArguments& arguments) const {
    if (!options_.is_band && options_.recordings.empty()) {
      return refuse("which recording? Write driver=playback,path=FILE or set CELLWARDEN_PLAYBACK");
    }
    if (options_.is_band && arguments.contains("path")) return refuse("write path= or band=, not both");
    for (const Argument& argument : kArguments) {
      if (!arguments.contains(std::string(argument.key))) continue;
      if (argument.needs_band && !options_.is_band) {
        return refuse(fmt::format("{}= needs band=: path= is one window that stays where it was recorded",
                                  argument.key));
      }
      if (argument.needs_path && options_.is_band) {
        return refuse(
            fmt::format("{}= does not go with band=: each recording of a band states its own", argument.key));
      }
    }
    return {};
  }

  /// Into `to`, from `least` to `most`.
  static Result<void> number(const std::string& key, const std::string& text, double least, double most,
                             double& to) {
    const std::optional<double> value = parse_number(text);
    if (!value || *value < least || *value > most) {
      return refuse(most < kMost ? fmt::format("{}={} is not a number from {} to {}", key, text, least, most)
                                 : fmt::format("{}={} is not a number of {} or more", key, text, least));
    }
    to = *value;
    return {};
  }

  Result<void> path(const std::string&, const std::string& value) {
    if (!options_.is_band && !value.empty()) options_.recordings = {value};
    return {};
  }
  Result<void> band(const std::string& key, const std::string& value) {
    options_.is_band = true;
    options_.recordings.clear();
    for (std::size_t at = 0; at <= value.size();) {
      const std::size_t end = std::min(value.find(';', at), value.size());
      if (end > at) options_.recordings.push_back(value.substr(at, end - at));
      at = end + 1;
    }
    if (options_.recordings.empty()) return refuse(key + "= is empty; write band=FOLDER or band=FILE;FILE");
    return {};
  }
  Result<void> rate(const std::string& key, const std::string& value) {
    return number(key, value, kMinRate_hz, kMost, options_.recording.rate_hz.emplace());
  }
  Result<void> center(const std::string& key, const std::string& value) {
    return number(key, value, 0.0, kMost, options_.recording.center_hz.emplace());
  }
  Result<void> type(const std::string&, const std::string& value) {
    options_.recording.type = sample_format_named(value);
    if (!options_.recording.type) {
      return refuse("type=" + value + " is unknown; it is one of cu8 cs8 cs16 cf32");
    }
    return {};
  }
  Result<void> speed(const std::string& key, const std::string& value) {
    return number(key, value, 0.0, kMost, options_.speed);
  }
  Result<void> ring(const std::string& key, const std::string& value) {
    return number(key, value, 0.0, kMost, options_.ring_s);
  }
  Result<void> transfer(const std::string& key, const std::string& value) {
    double samples{};
    auto taken = number(key, value, kFewestTransferred, kMostTransferred, samples);
    options_.transfer_samples = static_cast<std::size_t>(samples);
    return taken;
  }
  Result<void> tuner(const std::string& key, const std::string& value) {
    return number(key, value, 0.0, kMostTuner_db, options_.tuner_db);
  }
  Result<void> loop(const std::string& key, const std::string& value) {
    if (value != "true" && value != "false") return refuse(key + "=" + value + " is neither true nor false");
    options_.loop = value == "true";
    return {};
  }
  Result<void> noise(const std::string& key, const std::string& value) {
    return number(key, value, -200.0, 0.0, options_.band.noise_dbfs.emplace());
  }
  Result<void> margin(const std::string& key, const std::string& value) {
    return number(key, value, 0.0, 1e9, options_.band.margin_hz);
  }
  Result<void> milliseconds(const std::string& key, const std::string& value, double& to_s) {
    double wait_ms{};
    auto taken = number(key, value, 0.0, kMostWait_ms, wait_ms);
    to_s = wait_ms / 1e3;
    return taken;
  }
  Result<void> settle(const std::string& key, const std::string& value) {
    return milliseconds(key, value, options_.band.settle_s);
  }
  Result<void> buffered(const std::string& key, const std::string& value) {
    return milliseconds(key, value, options_.band.buffered_s);
  }
  Result<void> step(const std::string& key, const std::string& value) {
    return number(key, value, 0.0, 1e6, options_.band.tuning_step_hz);
  }
  Result<void> ppm(const std::string& key, const std::string& value) {
    return number(key, value, -kMostPpm, kMostPpm, options_.band.ppm);
  }
  Result<void> faults(const std::string&, const std::string& value) {
    auto faults = parse_fault_schedule(value);
    if (!faults) return tl::unexpected(faults.error());
    options_.faults = std::move(*faults);
    return {};
  }
  Result<void> state(const std::string&, const std::string& value) {
    options_.state_file = value;
    return {};
  }

  PlaybackOptions options_;
};

constexpr bool kNeedsBand = true;
const std::array<Reader::Argument, 18> Reader::kArguments{{{"path", &Reader::path},
                                                           {"band", &Reader::band},
                                                           {"rate", &Reader::rate, false, true},
                                                           {"center", &Reader::center, false, true},
                                                           {"type", &Reader::type, false, true},
                                                           {"speed", &Reader::speed},
                                                           {"ring_s", &Reader::ring},
                                                           {"transfer_samples", &Reader::transfer},
                                                           {"tuner_db", &Reader::tuner},
                                                           {"loop", &Reader::loop},
                                                           {"noise_dbfs", &Reader::noise, kNeedsBand},
                                                           {"margin_hz", &Reader::margin, kNeedsBand},
                                                           {"settle_ms", &Reader::settle, kNeedsBand},
                                                           {"buffered_ms", &Reader::buffered, kNeedsBand},
                                                           {"tuning_step_hz", &Reader::step, kNeedsBand},
                                                           {"ppm", &Reader::ppm, kNeedsBand},
                                                           {"faults", &Reader::faults},
                                                           {"state", &Reader::state}}};

}  // namespace

std::string PlaybackOptions::device() const {
  std::string all(is_band ? "band" : "path");
  for (const std::string& file : recordings) all += ";" + file;
  return all;
}

Result<PlaybackOptions> parse_playback_options(const DeviceArguments& arguments) {
  return Reader().read(arguments);
}

}  // namespace cellwarden::capture
