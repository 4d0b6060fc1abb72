#include "cell/carrier.hpp"

#include <array>
#include <cstdio>

namespace cellwarden {

std::string format_mhz(double frequency_hz) {
  std::array<char, 48> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.3f MHz", frequency_hz / 1e6);
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace cellwarden
