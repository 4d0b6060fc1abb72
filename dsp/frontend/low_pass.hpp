#pragma once

#include <cstddef>
#include <vector>

namespace cellwarden::frontend {

/// Magnitude response, on `bins` bins in transform order, of a linear-phase low-pass filter whose impulse
/// response has `taps` (odd) samples: Kaiser design with the given stop band, without its delay.
[[nodiscard]] std::vector<float> low_pass_response(std::size_t bins, std::size_t taps,
                                                   double cutoff_cycles_per_sample, double stop_band_db);

}  // namespace cellwarden::frontend
