#pragma once

/// \file
/// Which broadcast messages are news. A cell repeats its dozen messages several times a second; people and
/// programs want each when it is first heard, and again when it changed.
///
///   in      observations, in the order of time
///   out     the same with what was told before taken out
///   limits  kMaxMessages and kMaxPages of each cell are remembered, the newest; kMaxCells cells, each
///           until it was not heard for kForget_s: what it says then is news again

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "cell/gsm/system_information.hpp"
#include "cell/lte/system_information.hpp"
#include "cell/observation.hpp"

namespace cellwarden::tools {

class NewMessages {
 public:
  static constexpr std::size_t kMaxCells = 4096;
  static constexpr double kForget_s = 3600.0;

  /// `seen` with only those messages and pages that are new, messages in the order of their frames.
  ///
  /// A message is new that differs from the cell's last one of its kind; a time that passed is no difference.
  /// LTE's SI messages are of a kind when they hold blocks of the same types. What a cell sends in several
  /// parts (SI 2ter, SI 2quater, pages of cell broadcast, warnings, system information that is not read)
  /// takes turns: of these, each content is new once.
  [[nodiscard]] Observation only_new(const Observation& seen);

  /// Whether the master information block of an LTE cell is its first that was read, or differs from its last
  /// one in more than the frame number.
  [[nodiscard]] bool has_new_mib(const Observation& seen);

  [[nodiscard]] std::size_t cells() const noexcept { return cells_.size(); }

 private:
  struct LteMessage {
    std::vector<std::uint8_t> octets;
    lte::BroadcastMessage read;
  };
  struct Cell {
    Rat rat{};
    std::uint16_t physical_id{};
    double measured_hz{};
    double heard_s{};
    std::map<gsm::MessageKind, gsm::L2Block> last;
    std::deque<gsm::L2Block> parts;
    std::deque<gsm::CellBroadcastPage> pages;
    std::map<std::vector<lte::SibType>, LteMessage> last_lte;  ///< SIB1's without a type
    std::deque<std::vector<std::uint8_t>> lte_parts;
    std::optional<lte::Mib> mib;
  };

  void only_new(const Observation& seen, gsm::CellReport& report);
  void only_new(const Observation& seen, lte::CellReport& report);
  [[nodiscard]] Cell& cell_of(const Observation& seen);
  void make_room(double now_s);
  [[nodiscard]] static bool take(Cell& cell, const gsm::L2Block& message);
  [[nodiscard]] static bool take(Cell& cell, const std::vector<std::uint8_t>& octets,
                                 lte::BroadcastMessage read);

  std::vector<Cell> cells_;
};

/// Whether an observation holds a message or page.
[[nodiscard]] bool has_messages(const Observation& seen) noexcept;

}  // namespace cellwarden::tools
