#include "dsp/capture/file_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "dsp/capture/utc_time.hpp"

namespace cellwarden::capture {
namespace {

constexpr std::string_view kOrigin = "file name";

/// Below it a bare "7.68M" beside no rate may as well be a rate as a frequency.
constexpr double kSurelyFrequency_hz = 100e6;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
  return out;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// "947.4" and nothing else: no sign, no exponent.
std::optional<double> plain_number(std::string_view text) {
  if (text.empty() || text.size() > 20 || !is_digit(text.front())) return {};
  if (!std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; })) return {};
  double value{};
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return {};
  return value;
}

/// A number and a unit, "943.0" and "MHz".
struct Quantity {
  double value{};
  std::string_view unit;
};

std::optional<Quantity> quantity(std::string_view token) {
  const auto unit_at = std::min(token.find_first_not_of("0123456789."), token.size());
  const auto value = plain_number(token.substr(0, unit_at));
  if (!value || unit_at == token.size()) return {};
  return Quantity{*value, token.substr(unit_at)};
}

struct Unit {
  std::string_view name;  ///< lower case
  double scale;
};
constexpr std::array<Unit, 4> kFrequencyUnits{{{"hz", 1.0}, {"khz", 1e3}, {"mhz", 1e6}, {"ghz", 1e9}}};
constexpr std::array<Unit, 4> kRateUnits{{{"sps", 1.0}, {"ksps", 1e3}, {"msps", 1e6}, {"gsps", 1e9}}};

template <std::size_t N>
std::optional<double> scaled(const Quantity& quantity, const std::array<Unit, N>& units) {
  const auto* const unit = std::ranges::find(units, lower(quantity.unit), &Unit::name);
  if (unit == units.end()) return {};
  return std::round(quantity.value * unit->scale);  // hertz; undoes what 1815.3 * 1e6 leaves
}

/// One value, and the tokens that state it.
struct Candidate {
  double hz{};
  std::string_view token;
};

/// Everything in a name that looks like a frequency or a rate.
struct Candidates {
  std::vector<Candidate> frequencies;
  std::vector<Candidate> rates;
  std::vector<Candidate> bare_millions;  ///< "947.4M": the unit is left out
  std::optional<Candidate> scanner_frequency;
  std::optional<Candidate> scanner_rate;
};

void sort_token(std::string_view token, Candidates& found) {
  if (token.empty()) return;
  if (token.front() == 'f' || token.front() == 's') {
    if (const auto value = plain_number(token.substr(1))) {
      auto& slot = token.front() == 'f' ? found.scanner_frequency : found.scanner_rate;
      if (!slot) slot = Candidate{std::round(*value * 1e6), token};
      return;
    }
  }
  const auto number = quantity(token);
  if (!number) return;
  if (const auto hz = scaled(*number, kFrequencyUnits)) found.frequencies.push_back({*hz, token});
  if (const auto hz = scaled(*number, kRateUnits)) found.rates.push_back({*hz, token});
  if (number->unit == "k" || number->unit == "K") found.rates.push_back({number->value * 1e3, token});
  if (number->unit == "M") found.bare_millions.push_back({std::round(number->value * 1e6), token});
  if (number->unit == "G") found.frequencies.push_back({std::round(number->value * 1e9), token});
}

std::string list_tokens(const std::vector<Candidate>& candidates) {
  std::string text;
  for (const auto& candidate : candidates) {
    text += (text.empty() ? "" : " and ") + std::string(candidate.token);
  }
  return text;
}

void doubt(Facts& facts, const std::vector<Candidate>& candidates) {
  if (facts.unclear.empty()) facts.unclear = "its name leaves open what " + list_tokens(candidates) + " mean";
}

/// The one value that all candidates agree on.
std::optional<Fact<double>> agreed(const std::vector<Candidate>& candidates, Facts& facts) {
  if (candidates.empty()) return {};
  const auto differs = [&](const Candidate& c) { return c.hz != candidates.front().hz; };
  if (std::ranges::any_of(candidates, differs)) {
    doubt(facts, candidates);
    return {};
  }
  return Fact<double>{candidates.front().hz, std::string(kOrigin)};
}

void settle(Candidates found, Facts& facts) {
  if (found.scanner_frequency && found.scanner_rate) {
    found.frequencies.push_back(*found.scanner_frequency);
    found.rates.push_back(*found.scanner_rate);
  }
  if (found.bare_millions.size() == 1) {
    const Candidate& only = found.bare_millions.front();
    if (!found.rates.empty() || (only.hz >= kSurelyFrequency_hz && found.frequencies.empty())) {
      found.frequencies.push_back(only);
    } else {
      doubt(facts, found.bare_millions);
    }
  } else if (!found.bare_millions.empty()) {
    doubt(facts, found.bare_millions);
    // Several readings: which of them is the frequency decides over the others, too.
    found.frequencies.insert(found.frequencies.end(), found.bare_millions.begin(), found.bare_millions.end());
  }
  facts.rate_hz = agreed(found.rates, facts);
  facts.center_hz = agreed(found.frequencies, facts);
}

/// gqrx_YYYYMMDD_HHMMSS_FREQUENCY_RATE_fc.raw
bool read_gqrx(const std::vector<std::string_view>& tokens, Facts& facts) {
  if (tokens.size() < 6 || lower(tokens[0]) != "gqrx" || tokens[5] != "fc") return false;
  const auto frequency = plain_number(tokens[3]);
  const auto rate = plain_number(tokens[4]);
  const auto start = parse_compact_utc(tokens[1], tokens[2]);
  if (!frequency || !rate || !start) return false;
  const std::string origin(kOrigin);
  facts.center_hz = {*frequency, origin};
  facts.rate_hz = {*rate, origin};
  facts.format = {SampleFormat::kCf32, origin};
  facts.start = {*start, origin};
  return true;
}

/// DEVICE-DATE_TIME-433_92MHz-2MSps[-BANDWIDTH]: its decimal point is an underscore.
bool read_urh(std::string_view stem, Facts& facts) {
  const auto parts = split(stem, '-');
  for (std::size_t i = 1; i < parts.size(); ++i) {
    std::string rate_text(parts[i]);
    std::string frequency_text(parts[i - 1]);
    std::ranges::replace(rate_text, '_', '.');
    std::ranges::replace(frequency_text, '_', '.');
    const auto rate = quantity(rate_text);
    const auto frequency = quantity(frequency_text);
    if (!rate || !frequency) continue;
    const auto rate_hz = scaled(*rate, kRateUnits);
    const auto center_hz = scaled(*frequency, kFrequencyUnits);
    if (!rate_hz || !center_hz) continue;
    facts.rate_hz = {*rate_hz, std::string(kOrigin)};
    facts.center_hz = {*center_hz, std::string(kOrigin)};
    return true;
  }
  return false;
}

/// "20150804", "204230Z" side by side.
std::optional<Time> start_in(const std::vector<std::string_view>& tokens) {
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (tokens[i].size() != 7 || tokens[i].back() != 'Z') continue;
    if (const auto start = parse_compact_utc(tokens[i - 1], tokens[i].substr(0, 6))) return start;
  }
  return {};
}

constexpr std::array<std::pair<std::string_view, SampleFormat>, 17> kExtensions{
    {{"cu8", SampleFormat::kCu8},
     {"complex16u", SampleFormat::kCu8},
     {"cs8", SampleFormat::kCs8},
     {"sc8", SampleFormat::kCs8},
     {"ci8", SampleFormat::kCs8},
     {"c8", SampleFormat::kCs8},
     {"complex16s", SampleFormat::kCs8},
     {"cs16", SampleFormat::kCs16},
     {"sc16", SampleFormat::kCs16},
     {"ci16", SampleFormat::kCs16},
     {"c16", SampleFormat::kCs16},
     {"complex32s", SampleFormat::kCs16},
     {"cf32", SampleFormat::kCf32},
     {"fc32", SampleFormat::kCf32},
     {"cfile", SampleFormat::kCf32},
     {"complex", SampleFormat::kCf32},
     {"complex64", SampleFormat::kCf32}}};

}  // namespace

std::optional<SampleFormat> format_of_extension(std::string_view extension) noexcept {
  const auto* const found =
      std::ranges::find(kExtensions, extension, &std::pair<std::string_view, SampleFormat>::first);
  if (found == kExtensions.end()) return {};
  return found->second;
}

bool is_vague_extension(std::string_view extension) noexcept {
  constexpr std::array<std::string_view, 5> kVague{"bin", "raw", "iq", "data", "dat"};
  return std::ranges::find(kVague, extension) != kVague.end();
}

std::string extension_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : lower(name.substr(dot + 1));
}

std::optional<std::string_view> without_compression(std::string_view name) noexcept {
  for (const std::string_view ending : {".zst", ".gz", ".xz", ".bz2"}) {
    if (name.size() <= ending.size()) continue;
    const auto tail = name.substr(name.size() - ending.size());
    if (std::ranges::equal(tail, ending, {}, [](char c) { return lower(c); })) {
      return name.substr(0, name.size() - ending.size());
    }
  }
  return {};
}

Facts facts_from_file_name(std::string_view name) {
  Facts facts;
  constexpr std::size_t kLongest = 1024;
  if (name.size() > kLongest) return facts;
  const std::string extension = extension_of(name);
  std::string_view stem = name;
  if (const auto format = format_of_extension(extension)) {
    facts.format = {*format, "file name"};
    stem.remove_suffix(extension.size() + 1);
  } else if (is_vague_extension(extension) || extension == "wav" || extension == "sdriq") {
    stem.remove_suffix(extension.size() + 1);
  }
  const auto tokens = split(stem, '_');
  if (read_gqrx(tokens, facts)) return facts;
  if (const auto start = start_in(tokens)) facts.start = {*start, std::string(kOrigin)};
  if (!facts.format) {
    for (const auto token : tokens) {
      if (const auto format = format_of_extension(lower(token)))
        facts.format = {*format, std::string(kOrigin)};
    }
  }
  if (read_urh(stem, facts)) return facts;
  Candidates found;
  for (const auto token : tokens) sort_token(token, found);
  settle(std::move(found), facts);
  return facts;
}

}  // namespace cellwarden::capture
