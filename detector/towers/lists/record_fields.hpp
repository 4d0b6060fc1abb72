#pragma once

/// \file
/// A record out of values that a list has under names: what is a number, within which limits, and what lists
/// write for unknown.
///
///   in      for each field the text of its value; empty: not said
///   out     a record, or the first thing that is wrong with it. Fillers (unit 0 and -1; area 0, 65534,
///   65535;
///           position 0, 0) are read as absent and counted
///   names   as the columns of our CSV, any case; docs/formats.md

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cell/result.hpp"
#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers {

enum class RecordField : std::uint8_t {
  kRadio,
  kMcc,
  kNet,
  kArea,
  kCell,
  kUnit,        ///< physical id, where 0 means unknown
  kPhysicalId,  ///< where 0 is a value
  kLon,
  kLat,
  kRange,
  kSamples,
  kFirstListed,
  kLastListed,
  kCarrier,
  kEarfcn,
  kBandwidth,
  kPorts,
  kValidFrom,
  kValidTo,
  kAzimuth,
  kEirp,
  kLabel,
  kKnownUnused,  ///< named by lists, and of no use here
  kCount
};
inline constexpr std::size_t kRecordFields = static_cast<std::size_t>(RecordField::kCount);

/// \return nothing for a name that means nothing to us
[[nodiscard]] std::optional<RecordField> record_field_named(std::string_view name) noexcept;

/// The text of each field; empty where there is none.
using RecordTexts = std::array<std::string, kRecordFields>;

struct RecordRefusal {
  std::string reason;  ///< counted
  std::string detail;  ///< for the example; printable
};

/// \param blanked  value that was read as unknown -> times
[[nodiscard]] tl::expected<TowerRecord, RecordRefusal> record_of(
    const RecordTexts& texts, std::map<std::string, std::uint64_t>& blanked);

}  // namespace cellwarden::towers
