#pragma once

/// \file
/// The text of a cell broadcast page (TS 23.041, section 9.4.1.2.3; TS 23.038, sections 5, 6.2.1 and 6.2.2):
/// GSM 7-bit with its extension table, and UCS2, in and out of languages. National shift tables need a header
/// that broadcast pages do not have.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "cell/gsm/cell_report.hpp"

namespace cellwarden::gsm {

struct CellBroadcastText {
  std::string text;                     ///< UTF-8, without the padding at its end
  std::optional<std::string> language;  ///< two letters of ISO 639, where the page tells
  bool operator==(const CellBroadcastText&) const = default;
};

/// \return nothing where the page holds octets, compressed text, or a protocol's data; codings that are
///         reserved count as GSM 7-bit (TS 23.038, section 5)
[[nodiscard]] std::optional<CellBroadcastText> text_of(const CellBroadcastPage& page);

/// The same for so many octets of a page as are in use: LTE tells how many (TS 23.041, section 9.4.1.3).
[[nodiscard]] std::optional<CellBroadcastText> text_of(std::uint8_t data_coding_scheme,
                                                       std::span<const std::uint8_t> octets);

/// What stands in octet `index` of a page's content when its text has ended before (TS 23.038,
/// section 6.1.2.2).
[[nodiscard]] std::uint8_t text_padding(std::uint8_t data_coding_scheme, std::size_t index) noexcept;

}  // namespace cellwarden::gsm
