#include "dsp/survey/carrier_grid.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace cellwarden::survey {

std::optional<Grid> grid_of(Rat rat) noexcept {
  switch (rat) {
    case Rat::kGsm:
      return Grid{200'000, 100'000};
    case Rat::kLte:
      return Grid{100'000, 540'000};
    case Rat::kUmts:
    case Rat::kNr:
    case Rat::kNbIot:
      return std::nullopt;
  }
  return std::nullopt;
}

std::vector<GridCarrier> carriers_of(const BandPlan& plan) {
  std::vector<GridCarrier> carriers;
  for (std::size_t slice = 0; slice < plan.slices.size(); ++slice) {
    const BandSlice& band = plan.slices[slice];
    const auto grid = grid_of(band.rat);
    if (!grid) continue;
    const auto lowest = static_cast<std::int64_t>(std::ceil(band.low_hz)) + grid->margin_hz;
    const auto highest = static_cast<std::int64_t>(std::floor(band.high_hz)) - grid->margin_hz;
    const std::int64_t first = (lowest + grid->raster_hz - 1) / grid->raster_hz * grid->raster_hz;
    for (std::int64_t f = first; f <= highest; f += grid->raster_hz) {
      carriers.push_back({f, grid->margin_hz, band.rat, slice});
    }
  }
  std::ranges::sort(carriers, {},
                    [](const GridCarrier& c) { return std::tuple(c.low_hz(), c.frequency_hz, c.slice); });
  return carriers;
}

}  // namespace cellwarden::survey
