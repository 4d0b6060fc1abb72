#include "detector/history/baseline.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <tuple>

#include "detector/history/moved_time.hpp"

namespace cellwarden::history {
namespace {

// Windows and cells of one place are hundreds; a log that invents more must not fill the memory.
constexpr std::size_t kMaxWindows = 4096;
constexpr std::size_t kMaxCells = 20000;

void widen(std::optional<Time>& first, std::optional<Time>& last, const std::optional<Time>& from,
           const std::optional<Time>& to) {
  if (from && (!first || *from < *first)) first = from;
  if (to && (!last || *to > *last)) last = to;
}

auto order_of(const Window& window) {
  return std::tuple(window.rat, window.low_hz, window.high_hz, window.gain_db);
}
auto order_of(const KnownCell& cell) {
  return std::tuple(cell.measured_hz, cell.physical_id, cell.rat);
}

template <class T>
void insert_ordered(std::vector<T>& all, const T& one) {
  const auto place = std::ranges::find_if(all, [&](const T& each) { return order_of(one) < order_of(each); });
  all.insert(place, one);
}

// How far apart two carriers are read, if they can be the same one.
std::optional<double> distance_hz(double measured_a, std::optional<double> nominal_a, double measured_b,
                                  std::optional<double> nominal_b, double tolerance_ppm) {
  if (nominal_a && nominal_b) {
    if (std::abs(*nominal_a - *nominal_b) > 1.0) return std::nullopt;
    return 0.0;
  }
  const double apart = std::abs(measured_a - measured_b);
  if (apart > tolerance_ppm * 1e-6 * measured_a) return std::nullopt;
  return apart;
}

void merge_window(std::vector<Window>& windows, const Window& one) {
  const auto same =
      std::ranges::find_if(windows, [&](const Window& each) { return order_of(each) == order_of(one); });
  if (same == windows.end()) {
    if (windows.size() < kMaxWindows) insert_ordered(windows, one);
    return;
  }
  same->dwells += one.dwells;
  same->listened_s += one.listened_s;
  same->searched_s += one.searched_s;
  widen(same->first, same->last, one.first, one.last);
}

std::optional<Time> end_of(const std::optional<Time>& start, double duration_s) {
  if (!start) return std::nullopt;
  return *start + std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(duration_s));
}

// The cell nearest in frequency among those that can be it.
template <class Cells>
auto find_in(Cells& cells, Rat rat, double measured_hz, std::optional<double> nominal_hz,
             std::uint16_t physical_id, double tolerance_ppm) {
  decltype(cells.data()) best = nullptr;
  double best_distance_hz = 0.0;
  for (auto& cell : cells) {
    if (cell.rat != rat || cell.physical_id != physical_id) continue;
    const auto apart = distance_hz(measured_hz, nominal_hz, cell.measured_hz, cell.nominal_hz, tolerance_ppm);
    if (apart && (best == nullptr || *apart < best_distance_hz)) {
      best = &cell;
      best_distance_hz = *apart;
    }
  }
  return best;
}

}  // namespace

KnownCell known_cell_of(const Observation& seen, const GsmHistory* gsm, const LteHistory* lte_history,
                        std::optional<double> gain_db, std::optional<double> residual_ppm) {
  KnownCell cell;
  cell.rat = seen.carrier.rat;
  cell.measured_hz = seen.carrier.measured_hz.value;
  cell.nominal_hz = seen.carrier.nominal_hz;
  cell.physical_id = seen.physical_id;
  if (const auto* lte = seen.lte()) {
    cell.duplex = lte->duplex;
    cell.cyclic_prefix = lte->cyclic_prefix;
    cell.mib = lte->mib;
  }
  if (cell.mib) cell.mib->sfn = 0;
  if (gsm != nullptr) {
    cell.gsm =
        KnownGsm{.identity = std::nullopt, .fingerprint = gsm->fingerprint(), .traffic = traffic_of(seen)};
    if (gsm->identity() != nullptr) cell.gsm->identity = *gsm->identity();
  }
  if (lte_history != nullptr && lte_history->identity() != nullptr) {
    cell.lte = KnownLte{.identity = *lte_history->identity(),
                        .fingerprint = lte_history->fingerprint(),
                        .profile = lte_history->profile()};
  }
  cell.dwells_heard = 1;
  cell.heard_s = seen.duration_s;
  cell.first = seen.time;
  cell.last = seen.time;
  cell.gain_db = gain_db;
  cell.power_dbfs.add(seen.signal.power_dbfs);
  cell.snr_db.add(seen.signal.snr_db);
  if (residual_ppm) cell.residual_ppm.add(*residual_ppm);
  return cell;
}

void KnownCell::merge(const KnownCell& from) {
  const bool is_newer = !last || !from.last || *from.last >= *last;
  if (is_newer) {
    measured_hz = from.measured_hz;
    duplex = from.duplex;
    cyclic_prefix = from.cyclic_prefix;
    if (from.mib) mib = from.mib;
    if (from.gsm) {
      if (!gsm) gsm.emplace();
      if (from.gsm->identity) gsm->identity = from.gsm->identity;
      if (from.gsm->fingerprint) gsm->fingerprint = from.gsm->fingerprint;
    }
    if (from.lte) {
      if (!lte) lte.emplace();
      if (from.lte->identity) lte->identity = from.lte->identity;
      if (from.lte->fingerprint) lte->fingerprint = from.lte->fingerprint;
      if (from.lte->profile) lte->profile = from.lte->profile;
    }
  }
  if (!lte) lte = from.lte;
  if (from.gsm) {
    if (!gsm)
      gsm = KnownGsm{.identity = from.gsm->identity, .fingerprint = from.gsm->fingerprint, .traffic = {}};
    gsm->traffic.add(from.gsm->traffic);
  }
  if (!nominal_hz) nominal_hz = from.nominal_hz;
  if (dwells_heard == 0) gain_db = from.gain_db;
  if (gain_db != from.gain_db) gain_db.reset();
  dwells_heard += from.dwells_heard;
  heard_s += from.heard_s;
  widen(first, last, from.first, from.last);
  power_dbfs.merge(from.power_dbfs);
  snr_db.merge(from.snr_db);
  residual_ppm.merge(from.residual_ppm);
}

void KnownCell::move_clock(Time::duration by) {
  move_time(first, by);
  move_time(last, by);
}

void Baseline::move_clock(Time::duration by) {
  move_time(first, by);
  move_time(last, by);
  for (Window& window : windows) {
    move_time(window.first, by);
    move_time(window.last, by);
  }
  for (KnownCell& cell : cells) cell.move_clock(by);
}

void Baseline::add_listen(const Listen& listen, bool is_new_stretch) {
  const auto to_khz = [](double hz) { return std::round(hz / 1e3) * 1e3; };
  const auto end = end_of(listen.time, listen.duration_s);
  merge_window(windows, Window{.rat = listen.rat,
                               .low_hz = to_khz(listen.low_hz),
                               .high_hz = to_khz(listen.high_hz),
                               .dwells = 1,
                               .listened_s = listen.duration_s,
                               .searched_s = listen.searched_s,
                               .gain_db = listen.gain_db,
                               .first = listen.time,
                               .last = end});
  ++dwells;
  if (is_new_stretch) listened_s += listen.duration_s;
  widen(first, last, listen.time, end);
}

void Baseline::add_cell(const KnownCell& cell, double tolerance_ppm) {
  KnownCell* known =
      find_in(cells, cell.rat, cell.measured_hz, cell.nominal_hz, cell.physical_id, tolerance_ppm);
  if (known != nullptr) {
    known->merge(cell);
    std::ranges::sort(cells,
                      [](const KnownCell& a, const KnownCell& b) { return order_of(a) < order_of(b); });
  } else if (cells.size() < kMaxCells) {
    insert_ordered(cells, cell);
  }
}

void Baseline::normalise() {
  const auto by_order = [](const auto& a, const auto& b) { return order_of(a) < order_of(b); };
  std::ranges::stable_sort(windows, by_order);
  std::ranges::stable_sort(cells, by_order);
}

void Baseline::merge(const Baseline& other, double tolerance_ppm) {
  if (site.empty()) site = other.site;
  dwells += other.dwells;
  listened_s += other.listened_s;
  widen(first, last, other.first, other.last);
  for (const Window& window : other.windows) merge_window(windows, window);
  for (const KnownCell& cell : other.cells) add_cell(cell, tolerance_ppm);
}

const KnownCell* Baseline::find(const Carrier& carrier, std::uint16_t physical_id,
                                double tolerance_ppm) const {
  return find_in(cells, carrier.rat, carrier.measured_hz.value, carrier.nominal_hz, physical_id,
                 tolerance_ppm);
}

std::vector<const KnownCell*> Baseline::on_carrier(const Carrier& carrier, double tolerance_ppm) const {
  std::vector<const KnownCell*> found;
  for (const KnownCell& cell : cells) {
    if (cell.rat != carrier.rat) continue;
    if (distance_hz(carrier.measured_hz.value, carrier.nominal_hz, cell.measured_hz, cell.nominal_hz,
                    tolerance_ppm)) {
      found.push_back(&cell);
    }
  }
  return found;
}

Baseline::Coverage Baseline::coverage(Rat rat, double frequency_hz) const {
  Coverage covered;
  std::optional<Time> from;
  std::optional<Time> to;
  for (const Window& window : windows) {
    if (window.rat != rat || frequency_hz < window.low_hz || frequency_hz > window.high_hz) continue;
    covered.dwells += window.dwells;
    covered.listened_s += window.listened_s;
    widen(from, to, window.first, window.last);
  }
  covered.span_s = from && to ? std::chrono::duration<double>(*to - *from).count() : covered.listened_s;
  return covered;
}

}  // namespace cellwarden::history
