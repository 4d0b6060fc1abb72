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
  come_to_s_[radio] = now_s;
}

std::vector<DwellMerge::From> DwellMerge::take() {
  if (come_to_s_.size() == 1) return take_all();
  const auto [slowest_s, farthest_s] = std::ranges::minmax(come_to_s_);
  return take_until(std::max(slowest_s, farthest_s - kPatience_s) - kLongestDwell_s);
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
