#include "tests/synth/tower_list_maker.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "tests/synth/random.hpp"
#include "tests/synth/tower_list_countries.hpp"
#include "tests/synth/tower_sites.hpp"

namespace cellwarden::synth {
namespace {

constexpr std::string_view kHeader =
    "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal";
constexpr std::size_t kPiece_bytes = std::size_t{64} * 1024;

enum class Radio : std::uint8_t { kGsm, kUmts, kLte, kNr, kCdma };
constexpr std::array<std::string_view, 5> kRadioNames{"GSM", "UMTS", "LTE", "NR", "CDMA"};

// What a list writes for a unit that nobody knows.
constexpr std::int32_t kUnitZero = 0;
constexpr std::int32_t kUnitMinusOne = -1;
constexpr std::int32_t kUnitEmpty = -2;

// Of each radio: how many sites have it, how many carriers, and how many of its cells a crowd has found.
struct Fleet {
  Radio radio;
  double share;
  std::array<double, 4> carriers;  // share of sites with 1, 2, 3, 4
  std::int32_t highest_unit;
  std::uint16_t range_m;
};
constexpr double kFound = 0.85;
constexpr std::uint32_t kSectors = 3;
constexpr std::array kFleets = std::to_array<Fleet>({{Radio::kLte, 0.85, {0.3, 0.3, 0.25, 0.15}, 503, 1000},
                                                     {Radio::kGsm, 0.55, {0.6, 0.4, 0, 0}, 63, 2000},
                                                     {Radio::kUmts, 0.45, {0.4, 0.4, 0.2, 0}, 511, 1200},
                                                     {Radio::kNr, 0.15, {0.7, 0.3, 0, 0}, 1007, 600}});

constexpr double rows_per_site() {
  double rows = 0.0;
  for (const Fleet& fleet : kFleets) {
    double carriers = 0.0;
    for (std::size_t i = 0; i < fleet.carriers.size(); ++i)
      carriers += fleet.carriers[i] * static_cast<double>(i + 1);
    rows += fleet.share * carriers * kSectors * kFound;
  }
  return rows;
}
static_assert(rows_per_site() > TowerSites::kRowsPerSite - 0.2 &&
              rows_per_site() < TowerSites::kRowsPerSite + 0.2);
// LTE 4, GSM 2, UMTS 3, NR 2 carriers, and a line of dirt after each at most.
constexpr std::uint64_t kMostRowsPerSite = std::uint64_t{2} * 11 * kSectors;

// Share of the lines, in millionths of the regular ones.
struct DirtShare {
  ListDirt kind;
  std::string_view name;
  std::uint32_t per_million;
};
constexpr std::array kDirtShares = std::to_array<DirtShare>({
    {ListDirt::kAreaZero, "area_zero", 1000},
    {ListDirt::kArea65534, "area_65534", 500},
    {ListDirt::kArea65535, "area_65535", 1000},
    {ListDirt::kGsmAreaZero, "gsm_area_zero", 200},
    {ListDirt::kSwappedSeen, "swapped_seen", 600},
    {ListDirt::kSwappedPlausible, "swapped_plausible", 300},
    {ListDirt::kPositionZero, "position_zero", 500},
    {ListDirt::kLatitudeBeyond90, "latitude_beyond_90", 100},
    {ListDirt::kRepeatedLine, "repeated_line", 3000},
    {ListDirt::kRepeatedNewer, "repeated_newer", 5000},
    {ListDirt::kRepeatedOlder, "repeated_older", 1000},
    {ListDirt::kHtml, "html", 50},
    {ListDirt::kHalfLine, "half_line", 100},
    {ListDirt::kNul, "nul", 50},
    {ListDirt::kOpenQuote, "open_quote", 30},
    {ListDirt::kTooLong, "too_long", 30},
    {ListDirt::kCellMinusOne, "cell_minus_one", 500},
    {ListDirt::kCell2147483647, "cell_2147483647", 500},
    {ListDirt::kGsmCellBeyond16Bits, "gsm_cell_beyond_16_bits", 300},
    {ListDirt::kUmtsWithoutRnc, "umts_without_rnc", 3000},
    {ListDirt::kRepeatedHeader, "repeated_header", 30},
    {ListDirt::kCrLf, "cr_lf", 2000},
    {ListDirt::kMccZero, "mcc_zero", 200},
});
static_assert(kDirtShares.size() == kListDirts);
constexpr std::uint32_t kCdmaPerMillion = 10'000;

constexpr bool are_in_order() {
  for (std::size_t i = 0; i < kDirtShares.size(); ++i) {
    if (static_cast<std::size_t>(kDirtShares[i].kind) != i) return false;
  }
  return true;
}
static_assert(are_in_order());

constexpr std::uint32_t dirt_per_million() {
  std::uint32_t sum = 0;
  for (const DirtShare& share : kDirtShares) sum += share.per_million;
  return sum;
}

// Identities of dirt lie above all that sites have.
constexpr std::uint32_t kFirstDirtArea = 60'000;
constexpr std::uint64_t kFirstDirtEnb = 0xF'0000;
constexpr std::uint64_t kFirstDirtRnc = 4000;
constexpr std::uint64_t kCellsPerDirtArea = 65'000;
constexpr std::uint64_t kFirstDirtOfDifference = 4'000'000;
constexpr std::uint64_t kSitesPerRnc = 400;

constexpr std::int64_t kFirstDay_s = 1'230'768'000;  // 2009-01-01
constexpr std::int64_t kListDay_s = 1'790'812'800;   // 2026-10-01
constexpr std::int64_t kDay_s = 86'400;
constexpr std::int64_t kMonth_s = 30 * kDay_s;

struct Row {
  Radio radio{};
  std::uint16_t mcc{};
  std::uint16_t net{};
  std::uint32_t area{};
  std::int64_t cell{};
  std::int32_t unit{};
  std::int32_t longitude_udeg{};
  std::int32_t latitude_udeg{};
  std::uint32_t range_m{};
  std::uint32_t samples{};
  std::uint32_t changeable{};
  std::int64_t created_s{};
  std::int64_t updated_s{};
  std::int32_t average_signal_dbm{};
};

std::int32_t to_udeg(double degrees) {
  return static_cast<std::int32_t>(std::lround(degrees * 1e6));
}

/// Appends fields to a text.
class LineWriter {
 public:
  explicit LineWriter(std::string& text) : text_(text) {}

  void row(const Row& row, std::string_view end = "\n") {
    at_ = line_.data();
    word(kRadioNames[static_cast<std::size_t>(row.radio)]);
    number(row.mcc);
    number(row.net);
    number(row.area);
    number(row.cell);
    if (row.unit == kUnitEmpty) {
      *at_++ = ',';
    } else {
      number(row.unit);
    }
    degrees(row.longitude_udeg);
    degrees(row.latitude_udeg);
    number(row.range_m);
    number(row.samples);
    number(row.changeable);
    number(row.created_s);
    number(row.updated_s);
    number(row.average_signal_dbm);
    --at_;  // the last comma
    text_.append(line_.data(), at_);
    text_.append(end);
  }

 private:
  void word(std::string_view word) {
    at_ = std::ranges::copy(word, at_).out;
    *at_++ = ',';
  }
  template <class Number>
  void number(Number value) {
    at_ = std::to_chars(at_, line_.data() + line_.size(), value).ptr;
    *at_++ = ',';
  }
  // Six decimals, the zeros at their end left out.
  void degrees(std::int32_t udeg) {
    constexpr std::int32_t kMillion = 1'000'000;
    if (udeg < 0) *at_++ = '-';
    const std::int32_t magnitude = udeg < 0 ? -udeg : udeg;
    at_ = std::to_chars(at_, line_.data() + line_.size(), magnitude / kMillion).ptr;
    std::int32_t rest = magnitude % kMillion;
    if (rest != 0) {
      *at_++ = '.';
      char* const first = at_;
      for (char* digit = first + 5; digit >= first; --digit) {
        *digit = static_cast<char>('0' + rest % 10);
        rest /= 10;
      }
      at_ = first + 6;
      while (at_[-1] == '0') --at_;
    }
    *at_++ = ',';
  }

  std::string& text_;
  std::array<char, 256> line_{};  // 14 fields of at most 20 characters are less than that
  char* at_{};
};

/// The order in which sites come: runs of neighbours, each far from the one before, so that any first part of
/// a list has a bit of everything, as real lists do.
class SiteOrder {
 public:
  explicit SiteOrder(std::uint64_t at_least) {
    run_ = std::clamp<std::uint64_t>(at_least / 4096, 1, 32);
    runs_ = (at_least + run_ - 1) / run_;
    step_ =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(0.618'033'988 * static_cast<double>(runs_)));
    while (std::gcd(step_, runs_) != 1) ++step_;
  }
  [[nodiscard]] std::uint64_t sites() const { return runs_ * run_; }
  [[nodiscard]] std::uint64_t site(std::uint64_t position) const {
    return (position / run_ * step_ + runs_ / 3) % runs_ * run_ + position % run_;
  }

 private:
  std::uint64_t run_{};
  std::uint64_t runs_{};
  std::uint64_t step_{};
};

std::uint64_t sites_of_list(std::uint64_t rows) {
  return static_cast<std::uint64_t>(static_cast<double>(rows) / rows_per_site() * 1.01) + 100;
}

// A twentieth is left for what a difference adds.
std::uint64_t sites_of_world(std::uint64_t rows) {
  return sites_of_list(rows) + sites_of_list(rows) / 20 + 200;
}

constexpr std::uint64_t kRowStream = 0x726F'7773;
constexpr std::uint64_t kDirtStream = 0x6469'7274;
constexpr std::uint64_t kDayStream = 0x6461'7973;

}  // namespace

class TowerListMaker::Impl {
 public:
  explicit Impl(const TowerListSpec& spec)
      : spec_(spec),
        wanted_(spec.difference_rows.value_or(spec.rows)),
        order_(sites_of_world(spec.rows)),
        sites_(order_.sites(), spec.seed, spec.mcc),
        dirt_random_({spec.seed, kDirtStream, spec.difference_rows ? 1U : 0U}) {
    recent_.reserve(kRecent);
    rows_.reserve(kMostRowsPerSite);
    if (spec.difference_rows) {
      next_dirt_ = kFirstDirtOfDifference;
      added_position_ = sites_of_list(spec.rows);
      // Sites of which every row is in the list for certain, and of these enough, evenly.
      certain_ = std::max<std::uint64_t>(1, spec.rows / kMostRowsPerSite);
      const auto needed = static_cast<double>(*spec.difference_rows) * 0.7 / rows_per_site() * 1.2;
      stride_ =
          std::max<std::uint64_t>(1, static_cast<std::uint64_t>(static_cast<double>(certain_) / needed));
    }
  }

  bool next(std::string& text) {
    text.clear();
    if (!is_begun_) {
      is_begun_ = true;
      if (spec_.has_header) text.append(kHeader).push_back('\n');
    }
    while (!is_done() && text.size() < kPiece_bytes) {
      if (spec_.difference_rows) {
        difference_site(text);
      } else {
        rows_of_site(order_.site(position_++));
        put_rows(text);
      }
    }
    return !text.empty();
  }

  [[nodiscard]] const TowerListTruth& truth() const { return truth_; }

 private:
  static constexpr std::size_t kRecent = 32'768;

  [[nodiscard]] bool is_done() const { return truth_.lines >= wanted_; }

  void difference_site(std::string& text) {
    const bool has_more_to_change = changed_position_ < certain_;
    if (has_more_to_change && truth_.changed * 3 <= truth_.added * 7) {
      rows_of_site(order_.site(changed_position_));
      Random random({spec_.seed, kDayStream, changed_position_});
      changed_position_ += stride_;
      for (Row& row : rows_) hear_again(row, random);
      const std::uint64_t before = truth_.regular;
      put_rows(text);
      truth_.changed += truth_.regular - before;
    } else {
      assert(added_position_ < order_.sites());
      rows_of_site(order_.site(added_position_++));
      for (Row& row : rows_) row.created_s = row.updated_s = kListDay_s + row.created_s % kDay_s;
      const std::uint64_t before = truth_.regular;
      put_rows(text);
      truth_.added += truth_.regular - before;
    }
  }

  static void hear_again(Row& row, Random& random) {
    row.samples += 1 + static_cast<std::uint32_t>(random.bits() % 5);
    row.latitude_udeg += static_cast<std::int32_t>(random.bits() % 401) - 200;
    row.longitude_udeg += static_cast<std::int32_t>(random.bits() % 401) - 200;
    row.updated_s = kListDay_s + static_cast<std::int64_t>(random.bits() % kDay_s);
  }

  // The cells of one site into rows_; nothing else decides them but seed and site.
  void rows_of_site(std::uint64_t index) {
    rows_.clear();
    const TowerSite site = sites_.at(index);
    Random random({spec_.seed, kRowStream, index});
    const double bearing = 2.0 * std::numbers::pi * random.uniform();
    const double narrowing = std::cos(site.latitude_deg * std::numbers::pi / 180.0);
    const double spread = site.is_urban ? 1.0 : 3.0;
    // Some sites are in the list where they stand; of the others, where their cells were heard.
    const bool is_exact = random.uniform() < 0.25;
    std::array<double, kSectors> north{};
    std::array<double, kSectors> east{};
    for (std::size_t i = 0; i < kSectors && !is_exact; ++i) {
      const double angle = bearing + 2.0 * std::numbers::pi * static_cast<double>(i) / kSectors;
      const double distance_deg = spread * (0.0005 + 0.002 * random.uniform());
      north[i] = distance_deg * std::sin(angle);
      east[i] = distance_deg * std::cos(angle) / narrowing;
    }
    for (const Fleet& fleet : kFleets) {
      if (random.uniform() >= fleet.share) continue;
      const std::uint32_t carriers = carriers_of(fleet, random.uniform());
      for (std::uint32_t carrier = 0; carrier < carriers; ++carrier) {
        for (std::uint32_t sector = 0; sector < kSectors; ++sector) {
          const std::uint64_t bits = random.bits();
          if (random.uniform() >= kFound) continue;
          Row row = row_of(fleet, site, carrier, sector, bits, random.bits());
          row.latitude_udeg = to_udeg(site.latitude_deg + north[sector]);
          row.longitude_udeg = to_udeg(site.longitude_deg + east[sector]);
          row.range_m = static_cast<std::uint32_t>(spread * fleet.range_m * (0.5 + random.uniform()));
          rows_.push_back(row);
        }
      }
    }
  }

  static std::uint32_t carriers_of(const Fleet& fleet, double drawn) {
    std::uint32_t carriers = 1;
    for (double below = fleet.carriers[0]; drawn >= below && carriers < 4; ++carriers)
      below += fleet.carriers[carriers];
    // Rounding must not make more than the fleet has.
    while (carriers > 1 && fleet.carriers[carriers - 1] == 0.0) --carriers;
    return carriers;
  }

  static Row row_of(const Fleet& fleet, const TowerSite& site, std::uint32_t carrier, std::uint32_t sector,
                    std::uint64_t bits, std::uint64_t more_bits) {
    Row row;
    row.radio = fleet.radio;
    row.mcc = site.mcc;
    row.net = site.mnc;
    row.area = site.area;
    row.cell = cell_of(fleet.radio, site, carrier, sector);
    row.unit = unit_of(fleet, site, sector, bits);
    // Half of the cells were heard three times at most; few a thousand times.
    const auto luck = static_cast<double>((bits >> 8U) & 0xFFFFU) / 65536.0;
    row.samples = 1 + static_cast<std::uint32_t>(1.0 / ((1.0 - luck) * (1.0 - luck) + 0.001));
    row.changeable = (bits >> 24U) % 16 != 0 ? 1 : 0;
    constexpr auto kDaysOfCrowd_s = static_cast<std::uint64_t>(kListDay_s - 3 * kMonth_s - kFirstDay_s);
    row.created_s = kFirstDay_s + static_cast<std::int64_t>((bits >> 30U) % kDaysOfCrowd_s);
    const std::int64_t since = kListDay_s - kMonth_s - row.created_s;
    row.updated_s = row.created_s + kDay_s +
                    static_cast<std::int64_t>((more_bits >> 8U) % static_cast<std::uint64_t>(since - kDay_s));
    row.average_signal_dbm = more_bits % 32 == 0 ? -60 - static_cast<std::int32_t>(bits % 50) : 0;
    return row;
  }

  static std::int64_t cell_of(Radio radio, const TowerSite& site, std::uint32_t carrier,
                              std::uint32_t sector) {
    const std::uint64_t number = site.number;
    std::uint64_t cell{};
    switch (radio) {
      case Radio::kLte:
        cell = (1000 + number) << 8U | (carrier * 10 + sector + 1);
        break;
      case Radio::kUmts:
        cell = (1 + number / kSitesPerRnc) << 16U |
               (number % kSitesPerRnc * 12 + static_cast<std::uint64_t>(carrier) * kSectors + sector + 1);
        break;
      case Radio::kGsm:
        cell = site.area * 7919ULL % 50'000 + site.number_in_area * 10ULL +
               static_cast<std::uint64_t>(carrier) * kSectors + sector + 1;
        break;
      case Radio::kNr:
      case Radio::kCdma:
        cell = (100'000 + number) << 12U | (carrier * 16 + sector + 1);
        break;
    }
    return static_cast<std::int64_t>(cell);
  }

  static std::int32_t unit_of(const Fleet& fleet, const TowerSite& site, std::uint32_t sector,
                              std::uint64_t bits) {
    constexpr std::array<std::int32_t, 8> kUnknown{kUnitZero,  kUnitZero,     kUnitZero,     kUnitEmpty,
                                                   kUnitEmpty, kUnitMinusOne, kUnitMinusOne, kUnitMinusOne};
    if (bits % 256 >= 56) return kUnknown[(bits >> 61U)];
    const auto plan = static_cast<std::uint64_t>(site.number) * 37 + sector;
    return 1 + static_cast<std::int32_t>(plan % static_cast<std::uint64_t>(fleet.highest_unit));
  }

  void put_rows(std::string& text) {
    for (const Row& row : rows_) {
      if (is_done()) return;
      LineWriter(text).row(row);
      count_regular(row);
      if (!spec_.is_clean) put_others(text, row);
    }
  }

  void count_regular(const Row& row) {
    ++truth_.lines;
    ++truth_.regular;
    switch (row.radio) {
      case Radio::kGsm:
        ++truth_.gsm;
        break;
      case Radio::kUmts:
        ++truth_.umts;
        break;
      case Radio::kLte:
        ++truth_.lte;
        break;
      case Radio::kNr:
      case Radio::kCdma:
        ++truth_.nr;
        break;
    }
    if (row.unit == kUnitZero) ++truth_.unit_zero;
    if (row.unit == kUnitMinusOne) ++truth_.unit_minus_one;
    if (row.unit == kUnitEmpty) ++truth_.unit_empty;
    if (row.unit > 0) remember(row);
  }

  // What may be repeated later.
  void remember(const Row& row) {
    if (recent_.size() < kRecent) {
      recent_.push_back(row);
    } else {
      recent_[oldest_++ % kRecent] = row;
    }
  }

  // Each line is repeated once at most: else "newer" would depend on which came first.
  std::optional<Row> forget_one() {
    if (recent_.empty()) return std::nullopt;
    std::swap(recent_[dirt_random_.bits() % recent_.size()], recent_.back());
    const Row row = recent_.back();
    recent_.pop_back();
    return row;
  }

  // After some regular lines comes one of dirt, or of CDMA.
  void put_others(std::string& text, const Row& row) {
    const auto drawn = static_cast<std::uint32_t>((dirt_random_.bits() >> 32U) * 1'000'000 >> 32U);
    if (drawn >= dirt_per_million() + kCdmaPerMillion || is_done()) return;
    if (drawn >= dirt_per_million()) {
      put_cdma(text, row);
      return;
    }
    std::uint32_t below = 0;
    for (const DirtShare& share : kDirtShares) {
      below += share.per_million;
      if (drawn < below) return put_dirt(share.kind, text, row);
    }
  }

  void put_cdma(std::string& text, const Row& near) {
    Row row = near;
    const std::uint64_t number = truth_.cdma;
    row.radio = Radio::kCdma;
    row.net = static_cast<std::uint16_t>(1 + number % 32'000);
    row.area = 1 + static_cast<std::uint32_t>(number / 32'000);
    row.cell = static_cast<std::int64_t>(1 + number % 65'000);
    row.unit = 1 + static_cast<std::int32_t>(number % 511);
    LineWriter(text).row(row);
    ++truth_.lines;
    ++truth_.cdma;
  }

  // A good row near another, with an identity of its own and a known unit.
  Row dirt_row(Radio radio, const Row& near) {
    Row row = near;
    const std::uint64_t number = next_dirt_++;
    row.radio = radio;
    row.unit = 1 + static_cast<std::int32_t>(number % 60);
    if (radio == Radio::kLte) {
      row.cell = static_cast<std::int64_t>((kFirstDirtEnb << 8U) + number);
    } else if (radio == Radio::kUmts) {
      row.cell = static_cast<std::int64_t>((kFirstDirtRnc + number / kCellsPerDirtArea) << 16U |
                                           (1 + number % kCellsPerDirtArea));
    } else {
      row.area = kFirstDirtArea + static_cast<std::uint32_t>(number / kCellsPerDirtArea);
      row.cell = static_cast<std::int64_t>(1 + number % kCellsPerDirtArea);
    }
    return row;
  }

  Row any_dirt_row(const Row& near) {
    constexpr std::array kRadios{Radio::kLte, Radio::kGsm, Radio::kUmts};
    return dirt_row(kRadios[dirt_random_.bits() % kRadios.size()], near);
  }

  Row wide_dirt_row(const Row& near) {
    return dirt_row(dirt_random_.bits() % 2 == 0 ? Radio::kLte : Radio::kUmts, near);
  }

  void put_dirt(ListDirt kind, std::string& text, const Row& near) {
    if (kind == ListDirt::kSwappedSeen || kind == ListDirt::kSwappedPlausible) {
      // Which of both it is says the country.
      const bool is_far_east = near.longitude_udeg > 90'000'000 || near.longitude_udeg < -90'000'000;
      kind = is_far_east ? ListDirt::kSwappedSeen : ListDirt::kSwappedPlausible;
    }
    const bool is_repeat = kind == ListDirt::kRepeatedLine || kind == ListDirt::kRepeatedNewer ||
                           kind == ListDirt::kRepeatedOlder;
    if (is_repeat) {
      const auto row = forget_one();
      if (!row) return;
      put_repeat(kind, text, *row);
    } else if (!put_junk(kind, text, near)) {
      put_fault(kind, text, near);
    }
    ++truth_.lines;
    ++truth_.dirt[static_cast<std::size_t>(kind)];
  }

  void put_repeat(ListDirt kind, std::string& text, Row row) {
    if (kind != ListDirt::kRepeatedLine) {
      const bool is_newer = kind == ListDirt::kRepeatedNewer;
      const auto seconds = 1 + static_cast<std::int64_t>(dirt_random_.bits() % kDay_s);
      row.updated_s += is_newer ? seconds : -seconds;
      row.samples += is_newer ? 3 : 0;
      row.latitude_udeg += 250;
      row.longitude_udeg -= 250;
    }
    LineWriter(text).row(row);
  }

  bool put_junk(ListDirt kind, std::string& text, const Row& near) {
    switch (kind) {
      case ListDirt::kHtml:
        text.append("<html><head><title>502 Bad Gateway</title></head>\n");
        return true;
      case ListDirt::kHalfLine:
        text.append("LTE,")
            .append(std::to_string(near.mcc))
            .append(",1,")
            .append(std::to_string(near.area))
            .push_back('\n');
        return true;
      case ListDirt::kNul:
        text.append("LTE,").append(std::to_string(near.mcc)).append(",1,").append(std::to_string(near.area));
        text.append(",123").push_back('\0');
        text.append("45,7,10.5,50.25,1000,3,1,1300000000,1600000000,0\n");
        return true;
      case ListDirt::kOpenQuote:
        text.push_back('"');
        LineWriter(text).row(any_dirt_row(near));
        return true;
      case ListDirt::kTooLong:
        LineWriter(text).row(any_dirt_row(near), "");
        text.append(4096 + dirt_random_.bits() % 8192, '0').push_back('\n');
        return true;
      case ListDirt::kRepeatedHeader:
        text.append(kHeader).push_back('\n');
        return true;
      default:
        return false;
    }
  }

  void put_fault(ListDirt kind, std::string& text, const Row& near) {
    Row row = any_dirt_row(near);
    std::string_view end = "\n";
    switch (kind) {
      case ListDirt::kAreaZero:
        row = wide_dirt_row(near);
        row.area = 0;
        break;
      case ListDirt::kArea65534:
        row = wide_dirt_row(near);
        row.area = 65'534;
        break;
      case ListDirt::kArea65535:
        row = wide_dirt_row(near);
        row.area = 65'535;
        break;
      case ListDirt::kGsmAreaZero:
        row = dirt_row(Radio::kGsm, near);
        row.area = 0;
        row.cell = static_cast<std::int64_t>(1 + truth_.of(ListDirt::kGsmAreaZero) % kCellsPerDirtArea);
        break;
      case ListDirt::kSwappedSeen:
      case ListDirt::kSwappedPlausible:
        std::swap(row.latitude_udeg, row.longitude_udeg);
        break;
      case ListDirt::kPositionZero:
        row.latitude_udeg = row.longitude_udeg = 0;
        break;
      case ListDirt::kLatitudeBeyond90:
        row.latitude_udeg = 95'000'000 + near.latitude_udeg % 1'000'000;
        row.longitude_udeg = 120'000'000 + near.longitude_udeg % 1'000'000;
        break;
      case ListDirt::kCellMinusOne:
        row.cell = -1;
        break;
      case ListDirt::kCell2147483647:
        row.cell = 2'147'483'647;
        break;
      case ListDirt::kGsmCellBeyond16Bits:
        row = dirt_row(Radio::kGsm, near);
        row.cell += 65'535;
        break;
      case ListDirt::kUmtsWithoutRnc:
        row = dirt_row(Radio::kGsm, near);
        row.radio = Radio::kUmts;
        break;
      case ListDirt::kCrLf:
        end = "\r\n";
        break;
      case ListDirt::kMccZero:
        row.mcc = 0;
        break;
      default:
        break;
    }
    LineWriter(text).row(row, end);
  }

  TowerListSpec spec_;
  std::uint64_t wanted_;
  SiteOrder order_;
  TowerSites sites_;
  Random dirt_random_;
  TowerListTruth truth_;
  std::vector<Row> rows_;
  std::vector<Row> recent_;
  std::size_t oldest_{};
  std::uint64_t next_dirt_{};
  std::uint64_t position_{};
  bool is_begun_{};
  // Of a difference.
  std::uint64_t certain_{};
  std::uint64_t stride_{1};
  std::uint64_t changed_position_{};
  std::uint64_t added_position_{};
};

std::optional<std::string> problem_of(const TowerListSpec& spec) {
  if (spec.rows == 0) return "rows: at least 1";
  if (spec.rows > kMostTowerRows) return "rows: at most " + std::to_string(kMostTowerRows);
  if (spec.mcc) {
    if (spec.rows > kMostOfOne) return "rows: of one country at most " + std::to_string(kMostOfOne);
    if (std::ranges::find(listed_countries(), *spec.mcc, &ListedCountry::mcc) == listed_countries().end()) {
      return "country: no country with MCC " + std::to_string(*spec.mcc) + " here";
    }
  }
  if (spec.difference_rows && (*spec.difference_rows == 0 || *spec.difference_rows > spec.rows / 10)) {
    return "diff: 1 to a tenth of rows, " + std::to_string(spec.rows / 10);
  }
  return std::nullopt;
}

std::string_view to_string(ListDirt dirt) noexcept {
  return kDirtShares[static_cast<std::size_t>(dirt)].name;
}

std::uint64_t TowerListTruth::dirty() const {
  return std::accumulate(dirt.begin(), dirt.end(), std::uint64_t{0});
}

std::string to_json(const TowerListTruth& truth) {
  std::string json = "{";
  const auto put = [&](std::string_view name, std::uint64_t value) {
    if (json.back() != '{') json += ',';
    json.append("\"").append(name).append("\":").append(std::to_string(value));
  };
  put("lines", truth.lines);
  put("regular", truth.regular);
  put("cdma", truth.cdma);
  put("dirty", truth.dirty());
  put("gsm", truth.gsm);
  put("umts", truth.umts);
  put("lte", truth.lte);
  put("nr", truth.nr);
  put("unit_zero", truth.unit_zero);
  put("unit_minus_one", truth.unit_minus_one);
  put("unit_empty", truth.unit_empty);
  put("changed", truth.changed);
  put("added", truth.added);
  json += ",\"dirt\":{";
  for (const DirtShare& share : kDirtShares) put(share.name, truth.of(share.kind));
  return json + "}}";
}

TowerListMaker::TowerListMaker(const TowerListSpec& spec) : impl_(std::make_unique<Impl>(spec)) {}
TowerListMaker::~TowerListMaker() = default;
TowerListMaker::TowerListMaker(TowerListMaker&&) noexcept = default;
TowerListMaker& TowerListMaker::operator=(TowerListMaker&&) noexcept = default;

bool TowerListMaker::next(std::string& text) {
  return impl_->next(text);
}

const TowerListTruth& TowerListMaker::truth() const {
  return impl_->truth();
}

std::string make_tower_list(const TowerListSpec& spec, TowerListTruth* truth) {
  TowerListMaker maker(spec);
  std::string list;
  for (std::string piece; maker.next(piece);) list += piece;
  if (truth != nullptr) *truth = maker.truth();
  return list;
}

}  // namespace cellwarden::synth
