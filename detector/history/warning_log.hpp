#pragma once

/// \file
/// The public warnings that one cell was heard to broadcast in a run: LTE's SIB10 to SIB12, and of GSM's cell
/// broadcast the message identifiers that are for warnings (TS 23.041, section 9.4.1.2.2).
///
/// In: blocks and pages in the order heard, whatever they hold. Held: the 32 warnings heard last. Texts are
/// as they were sent: detector/harmless_text.hpp before anybody reads them.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "cell/gsm/cell_report.hpp"
#include "cell/lte/system_information.hpp"
#include "cell/lte/warning_message.hpp"

namespace cellwarden::history {

enum class WarningChannel : std::uint8_t { kSib10, kSib11, kSib12, kCellBroadcast };
/// "sib10", …, "cbch".
[[nodiscard]] std::string_view to_string(WarningChannel channel) noexcept;

struct Warning {
  WarningChannel channel{};
  std::uint16_t message_identifier{};
  std::uint16_t serial_number{};                ///< geographical scope, message code, update number
  std::optional<std::uint16_t> warning_type{};  ///< SIB10
  std::optional<std::uint8_t> data_coding_scheme{};
  bool is_whole{};                        ///< no part is missing
  std::string content{};                  ///< a hash of all of it, where it is whole
  std::optional<std::string> text{};      ///< where it is whole, and text
  std::optional<std::string> language{};  ///< two letters of ISO 639, where the message tells
  double since_s{};
  double until_s{};       ///< last heard, it or a part of it
  std::uint32_t times{};  ///< receptions of it or of its parts

  /// Where its message code means one message only (TS 23.041, section 9.4.1.2.1).
  enum class Scope : std::uint8_t { kCellAtOnce, kNetwork, kArea, kCell };
  [[nodiscard]] Scope scope() const noexcept { return static_cast<Scope>(serial_number >> 14U); }
  /// All but which update of it this is.
  [[nodiscard]] std::uint16_t code() const noexcept { return serial_number >> 4U; }
};

class WarningLog {
 public:
  static constexpr std::size_t kMost = 32;

  /// Other blocks are passed over.
  void take(const lte::SystemInformationBlock& block, std::uint32_t times, double t_s);
  /// Pages that are for other things than warnings are passed over.
  void take(const gsm::CellBroadcastPage& page, double t_s);

  /// In the order first heard.
  [[nodiscard]] const std::deque<Warning>& heard() const noexcept { return heard_; }

 private:
  void take_segment(WarningChannel channel, const lte::WarningSegment& segment,
                    lte::WarningMessageAssembler& assembler, std::uint32_t times, double t_s);
  // The newest of a channel, identifier and serial number; a new one where there is none.
  Warning& one_of(WarningChannel channel, std::uint16_t identifier, std::uint16_t serial, double t_s);
  // The same, of this content: what else was whole under its number is another warning.
  Warning& whole_one_of(const Warning& what, double t_s);
  Warning& add(Warning warning, double t_s);

  using PageKey = std::tuple<std::uint16_t, std::uint16_t, std::uint8_t>;  // identifier, serial, coding
  std::deque<Warning> heard_;
  lte::WarningMessageAssembler secondary_;
  lte::WarningMessageAssembler alerts_;
  std::map<PageKey, std::map<std::uint8_t, gsm::CellBroadcastPage>> pages_;
};

}  // namespace cellwarden::history
