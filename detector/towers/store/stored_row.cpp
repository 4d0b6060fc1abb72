#include "detector/towers/store/stored_row.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace cellwarden::towers::store {
namespace {

constexpr std::int64_t kNetworkFactor = 1000;
constexpr double kEirpFactor = 10.0;
constexpr unsigned kGroup_bits = 7;
constexpr std::uint8_t kMore = 0x80;
constexpr unsigned kMost_bits = 64;

void append_number(std::uint64_t value, std::string& octets) {
  while (value >= kMore) {
    octets.push_back(static_cast<char>(static_cast<std::uint8_t>(value) | kMore));
    value >>= kGroup_bits;
  }
  octets.push_back(static_cast<char>(value));
}

std::optional<std::uint64_t> take_number(std::string_view& octets) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < kMost_bits && !octets.empty(); shift += kGroup_bits) {
    const auto octet = static_cast<std::uint8_t>(octets.front());
    octets.remove_prefix(1);
    value |= static_cast<std::uint64_t>(octet & (kMore - 1U)) << shift;
    if ((octet & kMore) == 0) return value;
  }
  return std::nullopt;
}

std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> (kMost_bits - 1U));
}

std::int64_t from_zigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

// From a stored number to a field: nothing where the number is none that the field can have.
template <class T>
std::optional<T> field(std::optional<std::int64_t> stored, std::int64_t lowest, std::int64_t highest) {
  if (!stored || *stored < lowest || *stored > highest) return std::nullopt;
  return static_cast<T>(*stored);
}

}  // namespace

StoredRow::StoredRow(const TowerRecord& record) : label_(record.label.substr(0, kMaxLabelBytes)) {
  const auto put = [this](StoredColumn column, const auto& value) {
    if (value) set(column, static_cast<std::int64_t>(*value));
  };
  const auto put_rounded = [this](StoredColumn column, const std::optional<double>& value, double factor) {
    if (value) set(column, std::llround(*value * factor));
  };
  set(StoredColumn::kSource, record.source);
  put(StoredColumn::kRat, record.rat);
  if (record.plmn) {
    set(StoredColumn::kNetwork, record.plmn->mcc * kNetworkFactor + record.plmn->mnc);
    set(StoredColumn::kHasLongCode, record.plmn->mnc_digits == 3 ? 1 : 0);
  }
  put(StoredColumn::kArea, record.area);
  put(StoredColumn::kCell, record.cell);
  put(StoredColumn::kPhysicalId, record.physical_id);
  if (record.position) {
    const StoredPlace place = stored_place(*record.position);
    set(StoredColumn::kLatitude, place.latitude_udeg);
    set(StoredColumn::kLongitude, place.longitude_udeg);
    put_rounded(StoredColumn::kAccuracy, record.position->accuracy_m, 1.0);
  }
  put_rounded(StoredColumn::kRange, record.range_m, 1.0);
  if (record.samples > 0) set(StoredColumn::kSamples, record.samples);
  const auto put_time = [this](StoredColumn column, const auto& time) {
    if (time) set(column, static_cast<std::int64_t>(time->time_since_epoch().count()));
  };
  put_time(StoredColumn::kFirstListed, record.first_listed);
  put_time(StoredColumn::kLastListed, record.last_listed);
  put_rounded(StoredColumn::kCarrier, record.carrier_hz, 1.0);
  put(StoredColumn::kBandwidth, record.bandwidth_rb);
  put(StoredColumn::kPorts, record.ports);
  put_time(StoredColumn::kValidFrom, record.valid_from);
  put_time(StoredColumn::kValidTo, record.valid_to);
  put(StoredColumn::kAzimuth, record.azimuth_deg);
  put_rounded(StoredColumn::kEirp, record.eirp_dbm, kEirpFactor);
}

std::optional<StoredPlace> StoredRow::place() const noexcept {
  const auto latitude = field<std::int32_t>(get(StoredColumn::kLatitude), -90'000'000, 90'000'000);
  const auto longitude = field<std::int32_t>(get(StoredColumn::kLongitude), -180'000'000, 180'000'000);
  if (!latitude || !longitude) return std::nullopt;
  return StoredPlace{*latitude, *longitude};
}

TowerRecord StoredRow::record() const {
  constexpr std::int64_t kMost16 = UINT16_MAX;
  constexpr std::int64_t kMost32 = UINT32_MAX;
  constexpr std::int64_t kMostCell = (std::int64_t{1} << 36U) - 1;
  constexpr std::int64_t kMostNetwork = 999'999;
  constexpr std::int64_t kMostSecond = 7'258'118'399;  // the last of 2199
  constexpr std::int64_t kMostDay = 84'005;
  constexpr std::int64_t kMostCarrier_hz = 100'000'000'000;
  TowerRecord record;
  record.source = field<std::uint32_t>(get(StoredColumn::kSource), 0, kMost32).value_or(0);
  if (const auto rat = field<std::uint8_t>(get(StoredColumn::kRat), 0, static_cast<int>(Rat::kNbIot)))
    record.rat = static_cast<Rat>(*rat);
  if (const auto network = field<std::int32_t>(get(StoredColumn::kNetwork), 0, kMostNetwork)) {
    const bool is_long = get(StoredColumn::kHasLongCode).value_or(0) == 1;
    record.plmn = Plmn{.mcc = static_cast<std::uint16_t>(*network / kNetworkFactor),
                       .mnc = static_cast<std::uint16_t>(*network % kNetworkFactor),
                       .mnc_digits = static_cast<std::uint8_t>(is_long ? 3 : 2)};
  }
  record.area = field<std::uint32_t>(get(StoredColumn::kArea), 0, kMost32);
  record.cell = field<std::uint64_t>(get(StoredColumn::kCell), 0, kMostCell);
  record.physical_id = field<std::uint16_t>(get(StoredColumn::kPhysicalId), 0, kMost16);
  if (const auto at = place()) {
    record.position = point_of(*at);
    record.position->accuracy_m = field<double>(get(StoredColumn::kAccuracy), 0, kMost32);
  }
  record.range_m = field<double>(get(StoredColumn::kRange), 0, kMost32);
  record.samples = field<std::uint32_t>(get(StoredColumn::kSamples), 0, kMost32).value_or(0);
  const auto second = [this](StoredColumn column) -> std::optional<std::chrono::sys_seconds> {
    const auto stored = field<std::int64_t>(get(column), 0, kMostSecond);
    if (!stored) return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(*stored));
  };
  record.first_listed = second(StoredColumn::kFirstListed);
  record.last_listed = second(StoredColumn::kLastListed);
  record.carrier_hz = field<double>(get(StoredColumn::kCarrier), 0, kMostCarrier_hz);
  record.bandwidth_rb = field<std::uint16_t>(get(StoredColumn::kBandwidth), 0, kMost16);
  record.ports = field<std::uint8_t>(get(StoredColumn::kPorts), 0, UINT8_MAX);
  const auto day = [this](StoredColumn column) -> std::optional<std::chrono::sys_days> {
    const auto stored = field<std::int32_t>(get(column), 0, kMostDay);
    if (!stored) return std::nullopt;
    return std::chrono::sys_days(std::chrono::days(*stored));
  };
  record.valid_from = day(StoredColumn::kValidFrom);
  record.valid_to = day(StoredColumn::kValidTo);
  record.azimuth_deg = field<std::uint16_t>(get(StoredColumn::kAzimuth), 0, 359);
  if (const auto eirp = field<double>(get(StoredColumn::kEirp), -INT16_MAX, INT16_MAX))
    record.eirp_dbm = *eirp / kEirpFactor;
  record.label = label_;
  return record;
}

void append_octets(const StoredRow& row, std::string& octets) {
  append_number(grid_cell(row.place()), octets);
  append_number(row.present_, octets);
  for (std::uint32_t left = row.present_; left != 0; left &= left - 1) {
    append_number(zigzag(row.values_[static_cast<unsigned>(std::countr_zero(left))]), octets);
  }
  append_number(row.label_.size(), octets);
  octets += row.label_;
}

std::optional<StoredRow> take_octets(std::string_view& octets) {
  StoredRow row;
  if (!take_number(octets)) return std::nullopt;
  const auto present = take_number(octets);
  if (!present || *present >= std::uint64_t{1} << kStoredColumns) return std::nullopt;
  row.present_ = static_cast<std::uint32_t>(*present);
  for (std::uint32_t left = row.present_; left != 0; left &= left - 1) {
    const auto value = take_number(octets);
    if (!value) return std::nullopt;
    row.values_[static_cast<unsigned>(std::countr_zero(left))] = from_zigzag(*value);
  }
  const auto length = take_number(octets);
  if (!length || *length > kMaxLabelBytes || *length > octets.size()) return std::nullopt;
  row.label_ = octets.substr(0, *length);
  octets.remove_prefix(*length);
  return row;
}

std::optional<GridCell> peek_cell(std::string_view octets) {
  return take_number(octets);
}

}  // namespace cellwarden::towers::store
