#pragma once

/// \file
/// What comes with the program of countries, or lies in its user's folders: where they are.

#include <memory>
#include <string>

#include "cell/result.hpp"
#include "detector/geography/country_outlines.hpp"

namespace cellwarden::tools {

struct OutlinesInForce {
  std::shared_ptr<const geography::CountryOutlines> outlines;  ///< null where there is no such file
  std::string sha256;                                          ///< of the file
};

[[nodiscard]] Result<OutlinesInForce> load_outlines();

/// "/home/.../cellwarden/countries, /etc/...": where load_outlines() looks.
[[nodiscard]] std::string outline_folders_text();

}  // namespace cellwarden::tools
