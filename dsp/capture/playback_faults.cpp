#include "dsp/capture/playback_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "dsp/capture/device_settings.hpp"

namespace cellwarden::capture {
namespace {

constexpr double kLongest_s = 1e8;
constexpr unsigned kMostTimes = 1'000'000;

struct NamedKind {
  std::string_view name;
  FaultKind kind;
  bool lasts;
  bool repeats;
  std::string_view form;
};
constexpr std::array<NamedKind, 9> kKinds{
    {{"unplug", FaultKind::kUnplug, true, false, "unplug@12.5+4"},
     {"stall", FaultKind::kStall, true, false, "stall@30+5"},
     {"stale", FaultKind::kStale, true, false, "stale@40+2"},
     {"overflow", FaultKind::kOverflow, false, true, "overflow@50x20"},
     {"crash", FaultKind::kCrash, false, false, "crash@60"},
     {"hang", FaultKind::kHang, false, false, "hang@70"},
     {"gap", FaultKind::kGap, true, false, "gap@80+0.1"},
     {"rush", FaultKind::kRush, true, true, "rush@90+20x8"},
     {"crash_at_open", FaultKind::kCrashAtOpen, false, false, "crash_at_open"}}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// Cuts `mark` and what follows it off `text`. \return what followed; nothing where the mark is not there
std::optional<std::string_view> cut_off(std::string_view& text, char mark, std::size_t place) {
  if (place == std::string_view::npos || text[place] != mark) return {};
  const std::string_view after = text.substr(place + 1);
  text = text.substr(0, place);
  return after;
}

std::optional<unsigned> times_of(std::string_view text) {
  unsigned value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > kMostTimes) return {};
  return value;
}

tl::unexpected<Error> wrong(std::string_view text, std::string_view way_out) {
  return fail(ErrorCode::kConfig, fmt::format("fault '{}': {}", text, way_out));
}

std::string all_forms() {
  std::string forms;
  for (const NamedKind& kind : kKinds) forms.append(forms.empty() ? "" : " ").append(kind.form);
  return forms;
}

/// Everything but whether its time must or must not be there.
Result<Fault> parse_parts(std::string_view text) {
  std::string_view rest = text;
  const auto times = cut_off(rest, 'x', rest.rfind('x'));
  const auto duration = cut_off(rest, '+', rest.rfind('+'));
  const auto at = cut_off(rest, '@', rest.find('@'));
  const auto* const kind = std::ranges::find(kKinds, rest, &NamedKind::name);
  if (kind == kKinds.end()) return wrong(text, "unknown; there are " + all_forms());
  const std::string write = fmt::format("write {}", kind->form);
  if (kind->lasts != duration.has_value() || (times && !kind->repeats)) return wrong(text, write);
  Fault fault{.kind = kind->kind, .at_s = {}, .text = std::string(text)};
  if (at) {
    fault.at_s = parse_number(*at);
    if (!fault.at_s || *fault.at_s < 0.0 || *fault.at_s > kLongest_s) {
      return wrong(text, write + ", with seconds from 0 to 1e8");
    }
  }
  if (duration) {
    const auto seconds = parse_number(*duration);
    if (!seconds || *seconds <= 0.0 || *seconds > kLongest_s) {
      return wrong(text, write + ", lasting more than 0 and up to 1e8 s");
    }
    fault.duration_s = *seconds;
  }
  if (times) {
    const auto count = times_of(*times);
    if (!count) return wrong(text, write + ", 1 to 1000000 times");
    fault.count = *count;
  }
  return fault;
}

}  // namespace

Result<std::vector<Fault>> parse_fault_schedule(std::string_view text) {
  std::vector<Fault> faults;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    auto fault = parse_parts(part);
    if (!fault) return tl::unexpected<Error>(std::move(fault.error()));
    const bool needs_time = fault->kind != FaultKind::kCrashAtOpen;
    if (needs_time != fault->at_s.has_value()) {
      return wrong(part, needs_time ? "say when, with @SECONDS" : "it has no time");
    }
    faults.push_back(std::move(*fault));
  }
  std::ranges::stable_sort(faults, {}, [](const Fault& fault) { return fault.at_s.value_or(0.0); });
  return faults;
}

Result<Fault> parse_fault(std::string_view text) {
  auto fault = parse_parts(trimmed(text));
  if (!fault) return fault;
  if (fault->at_s || fault->kind == FaultKind::kCrashAtOpen) {
    return wrong(text, "one that is to happen now has no time, and the device is open already");
  }
  return fault;
}

std::string format_fault(const Fault& fault) {
  const auto* const kind = std::ranges::find(kKinds, fault.kind, &NamedKind::kind);
  std::string text(kind->name);
  if (fault.at_s) text += fmt::format("@{}", *fault.at_s);
  if (kind->lasts) text += fmt::format("+{}", fault.duration_s);
  if (kind->repeats) text += fmt::format("x{}", fault.count);
  return text;
}

}  // namespace cellwarden::capture
