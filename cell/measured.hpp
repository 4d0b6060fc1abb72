#pragma once

namespace cellwarden {

/// A measured value and its standard uncertainty, in the unit that the member's name states.
struct Measured {
  double value{};
  double sigma{};
};

}  // namespace cellwarden
