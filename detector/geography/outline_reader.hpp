#pragma once

/// \file
/// Reads outlines of countries (firmware-config/countries/outlines.txt, made by scripts/make_outlines.py).
///
///   cellwarden outlines 1
///   source Natural Earth ...         where they are from, `date`, `licence` and `resolution`: words
///   accuracy_m 3000                  how far an outline may lie from the border
///   unit_deg 0.002                   of the numbers below
///   country DE                       what follows is its
///   outer 4404 23657 -2 -8 1 3       longitude and latitude of a corner, then the steps to the next ones
///   hole 4410 23600 ...              in the polygon before
///   disputed RU UA                   a zone of which nothing is said of these; "disputed *": of any country
///
///   in      bytes of a file, at most kMaxOutlines_bytes; anything may be in them
///   out     all of it, or the first error, with file and line

#include <string>
#include <string_view>

#include "cell/result.hpp"
#include "detector/geography/country_outlines.hpp"

namespace cellwarden::geography {

inline constexpr std::size_t kMaxOutlines_bytes = 8U << 20U;
inline constexpr std::size_t kMaxOutlinePoints = 1'000'000;

/// \param name  of the file, for messages
[[nodiscard]] Result<CountryOutlines> read_outlines(std::string_view text, const std::string& name);

}  // namespace cellwarden::geography
