#pragma once

/// \file
/// Lists of towers as comma-separated values: OpenCelliD's and Mozilla's 14 columns (with or without their
/// header line, in any order), reduced forms by header name, lists of operators with our own further columns,
/// and foreign ones by a mapping of their columns; docs/formats.md, "Towers: CSV".
///
///   in      lines of at most kMaxLineBytes, RFC 4180 quotes within one line
///   cost    one pass, nothing allocated per line but for quoted fields; docs/performance.md
///   limits  a quoted field does not span lines

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detector/towers/list_reader.hpp"

namespace cellwarden::towers {

inline constexpr std::size_t kMaxLineBytes = 4096;

/// How a foreign list is written, where it is not as ours. What is left as it is means our own form.
struct CsvFormat {
  char separator = ',';
  bool has_decimal_comma = false;
  bool has_header = true;  ///< false: `columns` names them all, in order
  /// Foreign column name (any case) -> our name; without a header line: its number from 1, "3". A column that
  /// is mapped to "" is left out.
  std::map<std::string, std::string> columns{};
  /// Our column -> the value that every row has; a column of the list wins where it has a value.
  std::map<std::string, std::string> constants{};
  /// Our column -> what its numbers are multiplied by: carrier_hz 1e6 where a list has megahertz.
  std::map<std::string, double> factors{};
  /// Our column -> value in the list (any case) -> value of ours: radio "4g" -> "lte".
  std::map<std::string, std::map<std::string, std::string>> values{};
  /// How dates of the list are written: "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d". Seconds since 1970 and
  /// RFC 3339 are always understood.
  std::string date_format = "%Y-%m-%d";
  StatedSource source{};  ///< what is known of the list; its own comment lines win
};

/// The names of our columns that a mapping may use.
[[nodiscard]] std::vector<std::string> csv_column_names();

/// \param name  of the list, for messages
[[nodiscard]] std::unique_ptr<ListReader> read_csv(std::string name, CsvFormat format, RecordSink& sink);

}  // namespace cellwarden::towers
