#include "tools/cellwarden/dwell_merge.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace cellwarden::tools {

void DwellMerge::add(std::size_t radio, Dwell dwell) {
  held_.push_back({radio, std::move(dwell)});
}

void DwellMerge::advance(std::size_t radio, double now_s) {
  radios_[radio] = {now_s, false};
}

void DwellMerge::leave(std::size_t radio) {
  radios_[radio].is_absent = true;
}

std::vector<DwellMerge::From> DwellMerge::take() {
  if (radios_.size() == 1) return take_all();
  double slowest_s = std::numeric_limits<double>::infinity();
  double farthest_s = 0.0;
  for (const Radio& radio : radios_) {
    farthest_s = std::max(farthest_s, radio.come_to_s);
    if (!radio.is_absent) slowest_s = std::min(slowest_s, radio.come_to_s);
  }
  return take_until(std::max(std::min(slowest_s, farthest_s), farthest_s - kPatience_s) - kLongestDwell_s);
}

std::vector<DwellMerge::From> DwellMerge::take_all() {
  return take_until(std::numeric_limits<double>::infinity());
}

std::vector<DwellMerge::From> DwellMerge::take_until(double until_s) {
  const auto begins = [](const From& from) { return from.dwell.listen.t_s; };
  std::stable_sort(held_.begin(), held_.end(),
                   [&](const From& a, const From& b) { return begins(a) < begins(b); });
  const auto end =
      std::find_if(held_.begin(), held_.end(), [&](const From& from) { return begins(from) > until_s; });
  std::vector<From> out(std::make_move_iterator(held_.begin()), std::make_move_iterator(end));
  held_.erase(held_.begin(), end);
  return out;
}

}  // namespace cellwarden::tools
