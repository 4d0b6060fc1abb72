#include "dsp/capture/stream_facts.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "dsp/capture/utc_time.hpp"

namespace cellwarden::capture {
namespace {

template <class T>
void complete(std::optional<Fact<T>>& known, const std::optional<Fact<T>>& weaker) {
  if (!known) known = weaker;
}

std::string stated(const Fact<double>& fact) {
  return format_number(fact.value) + " Hz (" + fact.origin + ")";
}

bool is_possible_rate(double rate_hz) {
  return rate_hz >= kMinRate_hz && rate_hz <= kMaxRate_hz;
}

Result<void> check_seconds(const char* flag, const std::optional<double>& seconds, bool may_be_zero) {
  constexpr double kLongest_s = 1e8;  // three years
  if (!seconds || (*seconds >= 0.0 && *seconds <= kLongest_s && (may_be_zero || *seconds > 0.0))) return {};
  return fail(ErrorCode::kConfig, std::string(flag) + " " + format_number(*seconds) + ": give seconds " +
                                      (may_be_zero ? "from 0" : "above 0") + " to 1e8");
}

}  // namespace

std::string format_number(double value) {
  std::array<char, 64> text{};
  const auto style = std::abs(value) < 1e15 && (value == 0.0 || std::abs(value) >= 1e-6)
                         ? std::chars_format::fixed
                         : std::chars_format::general;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, style);
  return {text.data(), end.ptr};
}

bool is_possible_center(double center_hz) noexcept {
  return center_hz >= 0.0 && center_hz <= kMaxCenter_hz;
}

void Facts::complete_with(const Facts& weaker) {
  complete(rate_hz, weaker.rate_hz);
  complete(center_hz, weaker.center_hz);
  complete(format, weaker.format);
  complete(start, weaker.start);
  complete(receiver_at, weaker.receiver_at);
  if (unclear.empty()) unclear = weaker.unclear;
}

Facts facts_from_flags(const RecordingOptions& options) {
  Facts facts;
  if (options.rate_hz) facts.rate_hz = {*options.rate_hz, "--rate"};
  if (options.center_hz) facts.center_hz = {*options.center_hz, "--center"};
  if (options.type) facts.format = {*options.type, "--type"};
  return facts;
}

Result<void> check_flags(const RecordingOptions& options) {
  if (auto checked = check_seconds("--start", options.start_s, true); !checked) return checked;
  if (auto checked = check_seconds("--duration", options.duration_s, false); !checked) return checked;
  if (options.ppm && !(std::abs(*options.ppm) <= 1000.0)) {
    return fail(ErrorCode::kConfig, "--ppm " + format_number(*options.ppm) + ": give -1000 to 1000");
  }
  return {};
}

Result<void> check_complete(const std::string& name, const Facts& facts) {
  std::string missing;
  std::string flags;
  const auto note = [&](bool is_known, const char* what, const char* flag) {
    if (is_known) return;
    missing += (missing.empty() ? "" : " and ") + std::string(what);
    flags += std::string(" ") + flag;
  };
  note(facts.format.has_value(), "sample format", "--type cu8|cs8|cs16|cf32");
  note(facts.rate_hz.has_value(), "sample rate", "--rate HZ");
  note(facts.center_hz.has_value(), "center frequency", "--center HZ");
  if (!missing.empty()) {
    return fail(ErrorCode::kFormat, name + ": " + missing + " unknown" +
                                        (facts.unclear.empty() ? "" : " (" + facts.unclear + ")") + "; give" +
                                        flags);
  }
  if (!is_possible_rate(facts.rate_hz->value)) {
    return fail(ErrorCode::kFormat, name + ": sample rate " + stated(*facts.rate_hz) +
                                        " is not within 1 kHz to 1 GHz; give --rate HZ");
  }
  if (!is_possible_center(facts.center_hz->value)) {
    return fail(ErrorCode::kFormat, name + ": center frequency " + stated(*facts.center_hz) +
                                        " is not within 0 to 300 GHz; give --center HZ");
  }
  return {};
}

std::vector<Provenance> provenance_of(const Facts& facts) {
  std::vector<Provenance> list;
  if (facts.format) {
    list.push_back({"sample format", std::string(to_string(facts.format->value)), facts.format->origin});
  }
  if (facts.rate_hz) {
    list.push_back(
        {"sample rate", format_number(facts.rate_hz->value / 1e6) + " MS/s", facts.rate_hz->origin});
  }
  if (facts.center_hz) {
    list.push_back({"center", format_number(facts.center_hz->value / 1e6) + " MHz", facts.center_hz->origin});
  }
  if (facts.start) list.push_back({"start time", format_utc(facts.start->value), facts.start->origin});
  if (facts.receiver_at) {
    const GeoPoint& at = facts.receiver_at->value;
    list.push_back({"receiver's place",
                    format_number(at.latitude_deg) + ", " + format_number(at.longitude_deg),
                    facts.receiver_at->origin});
  }
  return list;
}

}  // namespace cellwarden::capture
