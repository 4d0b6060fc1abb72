#pragma once

/// \file
/// What detector and program ask of LTE's broadcast messages alike.

#include <cstdint>
#include <span>
#include <string>

#include "cell/lte/system_information.hpp"
#include "cell/lte_report.hpp"

namespace cellwarden {

/// Frames from the one whose number the dwell's MIB has (0 without one) to another, the nearer way round: the
/// order of a dwell's messages. That of the MIB is the first whole one, so a dwell may have heard -1 as well.
[[nodiscard]] int frames_into(const lte::CellReport& dwell, std::uint16_t sfn) noexcept;

/// With what counts time set to nothing: the hyper frame number; CDMA2000's time and code state; the time of
/// day.
[[nodiscard]] lte::SystemInformationBlock1 without_time(lte::SystemInformationBlock1 block);
[[nodiscard]] lte::SystemInformationBlock without_time(lte::SystemInformationBlock block);

/// Whether time passed and nothing else is different; false of messages that hold no time.
[[nodiscard]] bool is_same_but_for_time(const lte::BroadcastMessage& a, const lte::BroadcastMessage& b);

/// Whether a block is one part of a warning, whose parts take turns (SIB10, 11 and 12).
[[nodiscard]] bool is_warning(lte::SibType type) noexcept;
/// Whether a cell says that it broadcasts such a block, in the messages that every mobile reads.
[[nodiscard]] bool announces(const lte::SystemInformationBlock1& sib1, lte::SibType type) noexcept;
/// "sib3, sib4".
[[nodiscard]] std::string names_of(std::span<const lte::SibType> types);
/// Whether a cell says that it broadcasts warnings, or may.
[[nodiscard]] bool schedules_warnings(const lte::SystemInformationBlock1& sib1) noexcept;

}  // namespace cellwarden
