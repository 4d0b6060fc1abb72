#pragma once

/// \file
/// Complex products without the NaN recovery that the standard's operator* must do (and that keeps loops
/// from being vectorised).

#include "dsp/iq_block.hpp"

namespace cellwarden {

/// a * b
[[nodiscard]] constexpr Sample times(Sample a, Sample b) noexcept {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// a * conj(b)
[[nodiscard]] constexpr Sample times_conj(Sample a, Sample b) noexcept {
  return {a.real() * b.real() + a.imag() * b.imag(), a.imag() * b.real() - a.real() * b.imag()};
}

/// |a|^2
[[nodiscard]] constexpr float squared_magnitude(Sample a) noexcept {
  return a.real() * a.real() + a.imag() * a.imag();
}

}  // namespace cellwarden
