#pragma once

/// \file
/// SystemInformationBlockType13: where the control channels of multicast areas are (TS 36.331, sections 6.3.1
/// and 6.3.7), up to Release 14. In: the reader at the block, which it leaves behind it.

#include <cstdint>
#include <optional>
#include <vector>

#include "cell/lte/per_reader.hpp"

namespace cellwarden::lte {

/// What Release 14 adds to MBSFN-AreaInfo: shorter periods, for cells of nothing but multicast.
struct MulticastAreaR14 {
  struct Control {
    std::optional<std::uint8_t> repetition_frames;     ///< 1…16
    std::optional<std::uint16_t> modification_frames;  ///< 1…256
    bool operator==(const Control&) const = default;
  };
  std::optional<Control> control;
  std::optional<std::uint16_t> subcarrier_spacing_hz;  ///< 7500 or 1250
  bool operator==(const MulticastAreaR14&) const = default;
};

/// MBSFN-AreaInfo.
struct MulticastArea {
  std::uint8_t area_id{};
  std::uint8_t non_mbsfn_region_symbols{};  ///< 1 or 2
  std::uint8_t notification_indicator{};    ///< 0…7
  std::uint16_t repetition_frames{};        ///< 32…256
  std::uint8_t offset_frames{};             ///< 0…10
  std::uint16_t modification_frames{};      ///< 512 or 1024
  std::uint8_t subframe_allocation{};       ///< six bits, the first sent the highest
  std::uint8_t signalling_mcs{};            ///< 2, 7, 13 or 19
  std::optional<MulticastAreaR14> release_14;
  bool operator==(const MulticastArea&) const = default;
};

struct SystemInformationBlock13 {
  std::vector<MulticastArea> areas;
  std::uint8_t notification_repetition_coefficient{};             ///< 2 or 4
  std::uint8_t notification_offset_frames{};                      ///< 0…10
  std::uint8_t notification_subframe_index{};                     ///< 1…6
  std::optional<std::uint8_t> notification_subframe_index_v1430;  ///< 7…10
  bool operator==(const SystemInformationBlock13&) const = default;
};

[[nodiscard]] SystemInformationBlock13 read_system_information_block_13(PerReader& in);

}  // namespace cellwarden::lte
