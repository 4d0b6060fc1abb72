#pragma once

#include <cstdint>
#include <string_view>

namespace cellwarden {

/// A radio standard. NB-IoT is apart from LTE because nothing of its broadcast is alike.
enum class Rat : std::uint8_t { kGsm, kUmts, kLte, kNr, kNbIot };

/// "gsm", "umts", "lte", "nr", "nbiot", as every record spells them.
[[nodiscard]] constexpr std::string_view to_string(Rat rat) noexcept {
  switch (rat) {
    case Rat::kGsm:
      return "gsm";
    case Rat::kUmts:
      return "umts";
    case Rat::kLte:
      return "lte";
    case Rat::kNr:
      return "nr";
    case Rat::kNbIot:
      return "nbiot";
  }
  return "lte";
}

}  // namespace cellwarden
