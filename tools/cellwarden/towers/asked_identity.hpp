#pragma once

/// \file
/// What `towers lookup` can be asked for, out of its text.
///
///   262                      a mobile country code
///   262-01, 310-010          a network, its code with as many digits as it is written
///   262-01-27447297          a cell; 262-01-4711-27447297 with its area; 262-01-enb:107216 a whole eNB
///   52.52,13.405             a place: latitude and longitude in degrees

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cell/observation.hpp"
#include "cell/plmn.hpp"
#include "cell/result.hpp"

namespace cellwarden::tools {

struct AskedCountry {
  std::uint16_t mcc{};
};

/// One cell, or those of an eNB.
struct AskedCells {
  Plmn plmn;
  std::optional<std::uint32_t> area;
  std::uint64_t first_cell{};
  std::uint64_t last_cell{};
};

using Asked = std::variant<AskedCountry, Plmn, AskedCells, GeoPoint>;

/// \return an error that names the text and what can be written
[[nodiscard]] Result<Asked> parse_asked(const std::string& text);

/// \return nothing for what is no place on earth
[[nodiscard]] std::optional<GeoPoint> parse_place(std::string_view text) noexcept;

}  // namespace cellwarden::tools
