#include "detector/geography/outline_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "detector/harmless_text.hpp"

namespace cellwarden::geography {
namespace {

constexpr std::string_view kFirstLine = "cellwarden outlines 1";
constexpr std::size_t kLongestWord = 200;

// The next word, taken off the line.
std::string_view take_word(std::string_view& line) {
  const std::size_t from = std::min(line.find_first_not_of(' '), line.size());
  line.remove_prefix(from);
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

class Reader {
 public:
  explicit Reader(const std::string& name) : name_(name) {}

  Result<CountryOutlines> read(std::string_view text) {
    if (text.size() > kMaxOutlines_bytes) {
      return fail(ErrorCode::kFormat, name_ + ": is larger than " + std::to_string(kMaxOutlines_bytes) +
                                          " bytes: no outlines of countries");
    }
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      ++line_;
      if (auto wrong = take_line(text.substr(0, end)); !wrong.empty()) return complaint(wrong);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (auto wrong = close_polygon(); !wrong.empty()) return complaint(wrong);
    if (line_ == 0) return fail(ErrorCode::kFormat, name_ + ": is empty: no outlines of countries");
    if (!has_territory_) return complaint("ends before the first country");
    return std::move(outlines_);
  }

 private:
  [[nodiscard]] tl::unexpected<Error> complaint(const std::string& what) const {
    return fail(ErrorCode::kFormat, name_ + ":" + std::to_string(line_) + ": " + what);
  }

  // What is wrong with a line; nothing where it is right.
  std::string take_line(std::string_view line) {
    if (line_ == 1) {
      return line == kFirstLine
                 ? std::string()
                 : "\"" + std::string(kFirstLine) + "\" is needed here: no outlines of countries";
    }
    const std::string_view word = take_word(line);
    if (word == "outer") return begin_polygon(line);
    if (word == "hole") return add_ring(line);
    if (word == "country" || word == "disputed") return begin_territory(line, word == "disputed");
    if (has_territory_)
      return "\"" + shown(word) + "\" is unknown; known here: country, disputed, outer, hole";
    return take_header(word, line);
  }

  std::string take_header(std::string_view key, std::string_view line) {
    const std::size_t from = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view value = line.substr(from);
    if (value.empty()) return "\"" + shown(key) + "\" has no value";
    if (key == "source" || key == "date" || key == "licence" || key == "resolution") {
      words_[std::string(key)] = shown(value);
      return {};
    }
    const auto number = number_of<double>(value);
    if (key == "accuracy_m") return set(accuracy_m_, number, 0.0, 100e3, "accuracy_m: 0 to 100000 is needed");
    if (key == "unit_deg") return set(unit_deg_, number, 1e-5, 1.0, "unit_deg: 0.00001 to 1 is needed");
    return "\"" + shown(key) +
           "\" is unknown; known here: source, date, licence, resolution, accuracy_m, unit_deg";
  }

  static std::string set(std::optional<double>& target, std::optional<double> value, double low, double high,
                         const char* otherwise) {
    if (!value || !(*value >= low && *value <= high)) return otherwise;
    target = value;
    return {};
  }

  std::string begin_territory(std::string_view line, bool is_disputed) {
    if (auto wrong = close_polygon(); !wrong.empty()) return wrong;
    if (!has_territory_) {
      if (auto wrong = close_header(); !wrong.empty()) return wrong;
    }
    Territory territory;
    territory.is_disputed = is_disputed;
    for (auto word = take_word(line); !word.empty(); word = take_word(line)) {
      if (is_disputed && word == "*") {
        territory.is_everyones = true;
        continue;
      }
      const auto code = parse_country_code(word);
      if (!code) return "\"" + shown(word) + "\" is no country code such as DE";
      territory.claimants.push_back(*code);
    }
    if (!is_disputed && territory.claimants.size() != 1) return "one country code is needed";
    if (territory.claimants.empty() && !territory.is_everyones)
      return "the claimants' country codes are needed";
    if (!is_disputed) {
      const CountryCode code = territory.claimants.front();
      if (std::ranges::find(seen_, code) != seen_.end()) return std::string(code.text()) + " is given twice";
      seen_.push_back(code);
    }
    outlines_.begin(std::move(territory));
    has_territory_ = true;
    return {};
  }

  std::string close_header() {
    for (const char* const key : {"source", "date", "licence", "resolution"}) {
      if (!words_.contains(key)) return "\"" + std::string(key) + "\" must be said before the first country";
    }
    if (!accuracy_m_ || !unit_deg_) return "accuracy_m and unit_deg must be said before the first country";
    outlines_.set_origin(words_["source"], words_["date"], *accuracy_m_);
    return {};
  }

  std::string begin_polygon(std::string_view line) {
    if (!has_territory_) return "an outline before any country";
    if (auto wrong = close_polygon(); !wrong.empty()) return wrong;
    return take_ring(line);
  }

  std::string add_ring(std::string_view line) {
    if (rings_.empty()) return "a hole without an outline around it";
    return take_ring(line);
  }

  std::string take_ring(std::string_view line) {
    std::vector<Corner> ring;
    std::int64_t x = 0;
    std::int64_t y = 0;
    for (auto word = take_word(line); !word.empty(); word = take_word(line)) {
      const auto dx = number_of<std::int32_t>(word);
      const auto second = take_word(line);
      const auto dy = number_of<std::int32_t>(second);
      if (!dx || !dy)
        return "\"" + shown(dx ? second : word) + "\" is no whole number; corners are pairs of them";
      x += *dx;
      y += *dy;
      const double longitude_deg = static_cast<double>(x) * *unit_deg_;
      const double latitude_deg = static_cast<double>(y) * *unit_deg_;
      constexpr double kRounding_deg = 1e-6;
      if (std::abs(longitude_deg) > 180.0 + kRounding_deg || std::abs(latitude_deg) > 90.0 + kRounding_deg) {
        return "a corner lies outside 180 degrees east or west, or 90 north or south";
      }
      ring.push_back({static_cast<float>(longitude_deg), static_cast<float>(latitude_deg)});
    }
    if (ring.size() < 3) return "three corners are needed";
    points_ += points_of(ring);
    if (points_ > kMaxOutlinePoints) {
      return "there are more than " + std::to_string(kMaxOutlinePoints) + " points up to here";
    }
    rings_.push_back(std::move(ring));
    return {};
  }

  // As many as CountryOutlines makes of it at most: long lines are divided.
  static std::size_t points_of(const std::vector<Corner>& ring) {
    constexpr double kPart_deg = 0.25;
    double points = 1.0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Corner& a = ring[i];
      const Corner& b = ring[(i + 1) % ring.size()];
      points += 1.0 + std::max(std::abs(static_cast<double>(a.longitude_deg - b.longitude_deg)),
                               std::abs(static_cast<double>(a.latitude_deg - b.latitude_deg))) /
                          kPart_deg;
    }
    return static_cast<std::size_t>(points);
  }

  std::string close_polygon() {
    if (rings_.empty()) return {};
    outlines_.add_polygon(rings_);
    rings_.clear();
    return {};
  }

  static std::string shown(std::string_view text) { return harmless(text.substr(0, kLongestWord)); }

  const std::string& name_;
  CountryOutlines outlines_;
  std::map<std::string, std::string> words_;
  std::optional<double> accuracy_m_;
  std::optional<double> unit_deg_;
  std::vector<CountryCode> seen_;
  std::vector<std::vector<Corner>> rings_;
  std::size_t points_{};
  std::size_t line_{};
  bool has_territory_{};
};

}  // namespace

Result<CountryOutlines> read_outlines(std::string_view text, const std::string& name) {
  return Reader(name).read(text);
}

}  // namespace cellwarden::geography
