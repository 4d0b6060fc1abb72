#include "cell/gsm/si2quater.hpp"

#include <bit>

namespace cellwarden::gsm {
namespace {

// Whether { 1 < entry > } ** 0 has one more entry. What is cut short has none: a list always ends.
bool has_entry(BitReader& in) {
  return !in.is_cut_short() && in.flag();
}

// { 1 < number > } ** 0
template <class Number>
std::vector<Number> read_numbers(BitReader& in, std::size_t bits) {
  std::vector<Number> numbers;
  while (has_entry(in)) numbers.push_back(in.take<Number>(bits));
  return numbers;
}

// { < bit > } * (val(Number_Cells))
std::vector<bool> read_bit_list(BitReader& in) {
  std::vector<bool> bits;
  const std::size_t count = in.take8(7);
  for (std::size_t i = 0; i < count && !in.is_cut_short(); ++i) bits.push_back(in.take_bit());
  return bits;
}

RealTimeDifferences read_real_time_differences(BitReader& in, std::size_t bits) {
  RealTimeDifferences rtd;
  rtd.start_index = in.optional(5);
  // Outer and inner list both go on at 0 and end at 1: what is cut off would go on for ever.
  std::uint8_t frequency = 0;
  do {
    while (in.left() > 0 && !in.take_bit()) {
      rtd.entries.push_back({frequency, in.take<std::uint16_t>(bits)});
      if (in.is_cut_short()) rtd.entries.pop_back();
    }
    ++frequency;
  } while (in.left() > 0 && !in.take_bit());
  return rtd;
}

NeighbourBsics read_bsics(BitReader& in) {
  NeighbourBsics bsics;
  bsics.start_index = in.optional(5);
  bsics.entries.push_back({false, in.take8(6)});
  const std::size_t more = in.take8(7);
  for (std::size_t i = 0; i < more && !in.is_cut_short(); ++i) {
    const bool is_next = in.take_bit();
    bsics.entries.push_back({is_next, in.take8(6)});
  }
  if (in.is_cut_short()) bsics.entries.pop_back();
  return bsics;
}

std::optional<ReportingLimits> read_limits(BitReader& in) {
  if (!in.flag()) return std::nullopt;
  ReportingLimits limits;
  limits.offset = in.take8(3);
  limits.threshold = in.take8(3);
  return limits;
}

GprsMeasurement read_gprs_measurement(BitReader& in) {
  GprsMeasurement measurement;
  measurement.has_normal_reports = in.take_bit();
  measurement.is_reduced_rate = in.take_bit();
  measurement.invalid_bsic_reporting = in.take_bit();
  measurement.multiband_reporting = in.optional(2);
  measurement.serving_band_reporting = in.optional(2);
  measurement.scale_ord = in.take8(2);
  for (auto& band : measurement.bands) band = read_limits(in);
  return measurement;
}

NcMeasurement read_nc_measurement(BitReader& in) {
  NcMeasurement measurement;
  measurement.network_control_order = in.take8(2);
  if (in.flag()) {
    measurement.periods.emplace();
    measurement.periods->non_drx = in.take8(3);
    measurement.periods->idle = in.take8(3);
    measurement.periods->transfer = in.take8(3);
  }
  return measurement;
}

void read_extension(BitReader& in, Si2quaterRest& rest) {
  const std::size_t bits = in.take8(8) + 1U;
  rest.extension_bits = static_cast<std::uint16_t>(bits);
  BitReader inner = in.part(bits);
  if (inner.flag()) rest.ccn_supported = read_bit_list(inner);
  rest.extension_unread_bits = inner.unread_ones();
}

// The parameters of one carrier's cells, coded as W(1)...W(n) of a range of 1024 (FDD, ten bits) or 512
// (TDD, nine bits): a binary tree, each level's values one bit shorter (sections 9.1.54.1 and 10.5.2.13.3).
struct CellCoding {
  std::size_t first_width;
  std::size_t most_cells;
};
constexpr CellCoding kFddCoding{10, 16};
constexpr CellCoding kTddCoding{9, 20};

std::size_t depth_of(std::size_t k) noexcept {
  return static_cast<std::size_t>(std::bit_width(k)) - 1;
}

// Node k's value on the circle of 2^width - 1 places: each child lies on its parent's circle, to its right,
// or half way round to its left.
std::uint32_t parameter_of(std::size_t k, const std::vector<std::uint32_t>& w, std::size_t first_width) {
  std::uint32_t value = w[k];
  while (k > 1) {
    const std::size_t level_size = std::size_t{1} << depth_of(k);
    const bool is_left = 2 * k < 3 * level_size;
    const std::size_t parent = is_left ? k - level_size / 2 : k - level_size;
    const std::uint32_t half = 1U << (first_width - depth_of(k));
    const std::uint32_t places = 2 * half - 1;
    const std::uint32_t sum = w[parent] + value + (is_left ? half - 1 : 0U);
    value = (sum + places - 1) % places + 1;
    k = parent;
  }
  return value;
}

UtraCell cell_of(std::uint32_t parameter, bool is_fdd) noexcept {
  UtraCell cell;
  if (is_fdd) {
    cell.code = static_cast<std::uint16_t>(parameter & 0x1FFU);
    cell.has_diversity = (parameter & 0x200U) != 0;
  } else {
    cell.code = static_cast<std::uint16_t>(parameter & 0x7FU);
    cell.has_sync_case_2 = (parameter & 0x80U) != 0;
    cell.has_diversity = (parameter & 0x100U) != 0;
  }
  return cell;
}

UtraCells read_utra_cells(BitReader& in, bool is_fdd, std::uint16_t& refused) {
  const CellCoding coding = is_fdd ? kFddCoding : kTddCoding;
  UtraCells carrier;
  if (in.take_bit()) refused = 1;  // a withdrawn version, of which nothing tells the length
  carrier.uarfcn = in.take<std::uint16_t>(14);
  carrier.has_cell_0 = in.take_bit();
  carrier.announced = in.take8(5);
  if (carrier.has_cell_0) carrier.cells.push_back({});
  if (carrier.announced > coding.most_cells) return carrier;
  std::vector<std::uint32_t> w(1);
  for (std::size_t k = 1; k <= carrier.announced; ++k) {
    w.push_back(in.take<std::uint32_t>(coding.first_width - depth_of(k)));
  }
  if (in.is_cut_short()) return carrier;
  for (std::size_t k = 1; k < w.size(); ++k) {
    carrier.cells.push_back(cell_of(parameter_of(k, w, coding.first_width), is_fdd));
  }
  return carrier;
}

UtraNeighbours::Description read_utra_description(BitReader& in, bool is_fdd, std::uint16_t& refused) {
  UtraNeighbours::Description description;
  description.bandwidth = in.optional(3);
  while (has_entry(in)) description.carriers.push_back(read_utra_cells(in, is_fdd, refused));
  return description;
}

UtraNeighbours read_utra_neighbours(BitReader& in, std::uint16_t& refused) {
  UtraNeighbours neighbours;
  neighbours.index_start = in.optional(7);
  neighbours.absolute_index_start_emr = in.optional(7);
  if (in.flag()) neighbours.fdd = read_utra_description(in, true, refused);
  if (in.flag()) neighbours.tdd = read_utra_description(in, false, refused);
  return neighbours;
}

UtraMeasurement read_utra_measurement(BitReader& in) {
  UtraMeasurement measurement;
  measurement.qsearch_i = in.take8(4);
  measurement.qsearch_c_initial = in.take_bit();
  if (in.flag()) {
    measurement.fdd.emplace();
    measurement.fdd->qoffset = in.take8(4);
    measurement.fdd->is_ecno_reported = in.take_bit();
    measurement.fdd->multirat_reporting = in.take8(2);
    measurement.fdd->qmin = in.take8(3);
  }
  if (in.flag()) {
    measurement.tdd.emplace();
    measurement.tdd->qoffset = in.take8(4);
    measurement.tdd->multirat_reporting = in.take8(2);
  }
  return measurement;
}

GprsUtraMeasurement read_gprs_utra_measurement(BitReader& in) {
  GprsUtraMeasurement measurement;
  measurement.qsearch_p = in.take8(4);
  measurement.search_priority = in.take_bit();
  if (in.flag()) {
    measurement.fdd.emplace();
    measurement.fdd->is_ecno_reported = in.take_bit();
    measurement.fdd->multirat_reporting = in.take8(2);
  }
  measurement.fdd_limits = read_limits(in);
  measurement.tdd_multirat_reporting = in.optional(2);
  measurement.tdd_limits = read_limits(in);
  return measurement;
}

ServingCellPriority read_serving_priority(BitReader& in) {
  ServingCellPriority serving;
  serving.geran_priority = in.take8(3);
  serving.thresh_priority_search = in.take8(4);
  serving.thresh_gsm_low = in.take8(4);
  serving.h_prio = in.take8(2);
  serving.t_reselection = in.take8(2);
  return serving;
}

UtraPriorities read_utra_priorities(BitReader& in) {
  UtraPriorities priorities;
  priorities.is_start = in.take_bit();
  priorities.is_stop = in.take_bit();
  if (in.flag()) {
    priorities.common.emplace();
    priorities.common->priority = in.take8(3);
    priorities.common->threshold = in.take8(5);
    priorities.common->qrxlevmin = in.take8(5);
  }
  while (has_entry(in)) {
    auto& entry = priorities.entries.emplace_back();
    entry.frequency_indices = read_numbers<std::uint8_t>(in, 5);
    entry.priority = in.optional(3);
    entry.thresh_high = in.take8(5);
    entry.thresh_low = in.optional(5);
    entry.qrxlevmin = in.optional(5);
  }
  return priorities;
}

std::optional<EutraReporting> read_eutra_reporting(BitReader& in, std::size_t threshold_bits) {
  if (!in.flag()) return std::nullopt;
  EutraReporting reporting;
  reporting.threshold = in.take8(threshold_bits);
  reporting.threshold_2 = in.optional(6);
  reporting.offset = in.optional(3);
  return reporting;
}

EutraMeasurement read_eutra_measurement(BitReader& in, bool is_gprs) {
  EutraMeasurement measurement;
  measurement.qsearch = in.take8(4);
  measurement.is_rsrq_reported = in.take_bit();
  measurement.multirat_reporting = in.take8(2);
  measurement.has_three_bit_reporting = !is_gprs && in.take_bit();
  const std::size_t threshold_bits = measurement.has_three_bit_reporting ? 6 : 3;
  measurement.fdd = read_eutra_reporting(in, threshold_bits);
  measurement.tdd = read_eutra_reporting(in, threshold_bits);
  if (measurement.has_three_bit_reporting) measurement.reporting_granularity = in.take_bit();
  return measurement;
}

EutraNeighbours read_eutra_neighbours(BitReader& in) {
  EutraNeighbours neighbours;
  while (has_entry(in)) {
    auto& carrier = neighbours.carriers.emplace_back();
    carrier.earfcn = in.take<std::uint32_t>(16);
    carrier.bandwidth = in.optional(3);
  }
  neighbours.priority = in.optional(3);
  neighbours.thresh_high = in.take8(5);
  neighbours.thresh_low = in.optional(5);
  neighbours.qrxlevmin = in.optional(5);
  return neighbours;
}

std::vector<CodePattern> read_patterns(BitReader& in) {
  std::vector<CodePattern> patterns;
  while (has_entry(in)) {
    auto& pattern = patterns.emplace_back();
    pattern.length_bits = static_cast<std::uint8_t>(in.take8(3) + 1);
    pattern.pattern = in.take8(pattern.length_bits);
    pattern.sense = in.take_bit();
  }
  return patterns;
}

PciGroup read_pci_group(BitReader& in) {
  PciGroup group;
  group.pcis = read_numbers<std::uint16_t>(in, 9);
  group.bitmap = in.optional(6);
  group.patterns = read_patterns(in);
  return group;
}

EutraParameters read_eutra(BitReader& in) {
  EutraParameters eutra;
  eutra.is_ccn_active = in.take_bit();
  eutra.is_start = in.take_bit();
  eutra.is_stop = in.take_bit();
  if (in.flag()) eutra.measurement = read_eutra_measurement(in, false);
  if (in.flag()) eutra.gprs_measurement = read_eutra_measurement(in, true);
  while (has_entry(in)) eutra.neighbours.push_back(read_eutra_neighbours(in));
  while (has_entry(in)) {
    auto& not_allowed = eutra.not_allowed.emplace_back();
    not_allowed.cells = read_pci_group(in);
    not_allowed.frequency_indices = read_numbers<std::uint8_t>(in, 3);
  }
  while (has_entry(in)) {
    auto& mapping = eutra.tracking_areas.emplace_back();
    while (has_entry(in)) mapping.areas.push_back(read_pci_group(in));
    mapping.frequency_indices = read_numbers<std::uint8_t>(in, 3);
  }
  return eutra;
}

Priorities read_priorities(BitReader& in) {
  Priorities priorities;
  if (in.flag()) priorities.serving = read_serving_priority(in);
  if (in.flag()) priorities.utra = read_utra_priorities(in);
  if (in.flag()) priorities.eutra = read_eutra(in);
  return priorities;
}

UtraClosedGroups read_utra_closed_groups(BitReader& in) {
  UtraClosedGroups groups;
  while (has_entry(in)) {
    auto& split = groups.splits.emplace_back();
    split.codes = read_numbers<std::uint16_t>(in, 9);
    split.patterns = read_patterns(in);
    split.frequency_indices = read_numbers<std::uint8_t>(in, 5);
  }
  while (has_entry(in)) {
    const bool is_tdd = in.take_bit();
    groups.carriers.push_back({is_tdd, in.take<std::uint16_t>(14)});
  }
  return groups;
}

EutraClosedGroups read_eutra_closed_groups(BitReader& in) {
  EutraClosedGroups groups;
  while (has_entry(in)) {
    auto& split = groups.splits.emplace_back();
    split.cells = read_pci_group(in);
    split.frequency_indices = read_numbers<std::uint8_t>(in, 3);
  }
  groups.earfcns = read_numbers<std::uint16_t>(in, 16);
  return groups;
}

EutraQuality read_eutra_quality(BitReader& in) {
  EutraQuality quality;
  quality.frequency_indices = read_numbers<std::uint8_t>(in, 3);
  if (!in.take_bit()) {
    quality.qmin = in.take8(4);
    return quality;
  }
  quality.thresh_high_q = in.take8(5);
  quality.thresh_low_q = in.optional(5);
  quality.qqualmin = in.optional(4);
  quality.rsrpmin = in.optional(5);
  return quality;
}

std::optional<ClosedGroupReporting::Thresholds> read_thresholds(BitReader& in, bool has_second) {
  if (!in.flag()) return std::nullopt;
  ClosedGroupReporting::Thresholds thresholds;
  thresholds.threshold = in.take8(3);
  if (has_second) thresholds.threshold_2 = in.take8(6);
  return thresholds;
}

ClosedGroupReporting read_closed_group_reporting(BitReader& in) {
  ClosedGroupReporting reporting;
  if (in.flag()) {
    reporting.utra.emplace();
    reporting.utra->fdd = read_thresholds(in, true);
    reporting.utra->tdd = read_thresholds(in, false);
  }
  if (in.flag()) {
    reporting.eutra.emplace();
    reporting.eutra->fdd = read_thresholds(in, true);
    reporting.eutra->tdd = read_thresholds(in, true);
  }
  return reporting;
}

void read_release_99(BitReader& in, Si2quaterRest& rest, std::uint16_t& refused) {
  if (in.flag()) {
    rest.measurement.emplace();
    rest.measurement->has_normal_reports = in.take_bit();
    rest.measurement->serving_band_reporting = in.take8(2);
  }
  rest.has_real_time_differences = in.flag();
  if (rest.has_real_time_differences) {
    if (in.flag()) rest.rtd_6_bits = read_real_time_differences(in, 6);
    if (in.flag()) rest.rtd_12_bits = read_real_time_differences(in, 12);
  }
  if (in.flag()) rest.bsics = read_bsics(in);
  if (in.flag()) rest.report_priority = read_bit_list(in);
  if (in.flag()) rest.gprs_measurement = read_gprs_measurement(in);
  if (in.flag()) rest.nc_measurement = read_nc_measurement(in);
  if (in.flag()) read_extension(in, rest);
  if (in.flag()) rest.utra_neighbours = read_utra_neighbours(in, refused);
  if (in.flag()) rest.utra_measurement = read_utra_measurement(in);
  if (in.flag()) rest.gprs_utra_measurement = read_gprs_utra_measurement(in);
}

void read_releases_9_to_11(BitReader& in, Si2quaterRest& rest) {
  if (!in.high()) return;
  if (in.flag()) {
    rest.eutra_quality.emplace();
    while (has_entry(in)) rest.eutra_quality->push_back(read_eutra_quality(in));
  }
  if (in.flag()) rest.closed_group_reporting = read_closed_group_reporting(in);
  if (in.high()) {
    if (in.flag()) rest.initial_power_reduction = in.take_bit();
    rest.is_nc2_csg_pccn_permitted = in.take_bit();
  }
  if (in.high()) {
    if (in.flag()) rest.extended_earfcns = read_numbers<std::uint32_t>(in, 18);
    if (in.flag()) rest.extended_csg_earfcns = read_numbers<std::uint32_t>(in, 18);
  }
}

// Each release's additions stand inside those of the one before.
void read_additions(BitReader& in, Si2quaterRest& rest) {
  if (!in.high()) return;  // Release 5
  if (in.flag()) {
    rest.fdd_addition.emplace();
    rest.fdd_addition->qmin_offset = in.take8(3);
    rest.fdd_addition->rscp_min = in.take8(4);
  }
  rest.has_fdd_addition_2 = in.flag();
  if (rest.has_fdd_addition_2) rest.fdd_reporting_threshold_2 = in.optional(6);
  if (!in.high()) return;  // Release 6
  rest.is_utra_ccn_active = in.take_bit();
  if (!in.high()) return;  // Release 7
  rest.limits_700 = read_limits(in);
  rest.limits_810 = read_limits(in);
  if (!in.high()) return;  // Release 8
  if (in.flag()) rest.priorities = read_priorities(in);
  if (in.flag()) rest.utra_closed_groups = read_utra_closed_groups(in);
  if (in.flag()) rest.eutra_closed_groups = read_eutra_closed_groups(in);
  read_releases_9_to_11(in, rest);
}

}  // namespace

Si2quaterRest read_si2quater_rest(std::span<const std::uint8_t> octets) {
  BitReader in(octets);
  Si2quaterRest rest;
  rest.ba_ind = in.take8(1);
  rest.ba_ind_3g = in.take8(1);
  rest.mp_change_mark = in.take8(1);
  rest.index = in.take8(4);
  rest.count = in.take8(4);
  std::uint16_t refused = 0;
  read_release_99(in, rest, refused);
  read_additions(in, rest);
  rest.leftover = leftover_of(in);
  rest.leftover.unread_bits = static_cast<std::uint16_t>(rest.leftover.unread_bits + refused);
  return rest;
}

}  // namespace cellwarden::gsm
