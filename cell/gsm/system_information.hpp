#pragma once

/// \file
/// System information messages of the BCCH (TS 44.018, sections 9.1.31 to 9.1.43a): types 1, 2, 2bis, 2ter,
/// 2quater, 3, 4, 7, 8, 9 and 13, and what they say together of the cell.
///
/// In: layer 2 blocks, any octets. A block is taken for a message when its pseudo length ends in 01 and fits
/// into the block (TS 44.006, section 6.6), its protocol discriminator is radio resources and its type one
/// of these. The length itself is not asked to be the standard's: networks send 0 or 18 in SI2ter, and 1 or
/// 22 in SI2quater. No errors: what cannot be read is absent, or counted in `leftover`.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "cell/gsm/cell_report.hpp"
#include "cell/gsm/control_parameters.hpp"
#include "cell/gsm/rest_octets.hpp"
#include "cell/gsm/si2quater.hpp"
#include "cell/id.hpp"
#include "cell/plmn.hpp"

namespace cellwarden::gsm {

struct Si1 {
  FrequencyList cell_allocation;  ///< all carriers of the cell that mobiles may be sent to hop on
  RachControl rach;
  Si1Rest rest;
  bool operator==(const Si1&) const = default;
};

struct Si2 {
  NeighbourList neighbours;
  std::uint8_t ncc_permitted{};  ///< bit n: cells with network colour code n may be reported
  RachControl rach;
  bool operator==(const Si2&) const = default;
};

struct Si2bis {
  NeighbourList neighbours;
  RachControl rach;
  Leftover leftover;
  bool operator==(const Si2bis&) const = default;
};

struct Si2ter {
  NeighbourList neighbours;
  Si2terRest rest;
  bool operator==(const Si2ter&) const = default;
};

struct Si2quater {
  Si2quaterRest rest;
  bool operator==(const Si2quater&) const = default;
};

struct Si3 {
  GsmCellId cell_id;
  LocationArea area;
  ControlChannel control_channel;
  CellOptions options;
  CellSelection selection;
  RachControl rach;
  Si3Rest rest;
  bool operator==(const Si3&) const = default;
};

struct Si4 {
  LocationArea area;
  CellSelection selection;
  RachControl rach;
  std::optional<ChannelDescription> cell_broadcast;
  /// Which of the cell allocation's carriers the broadcast channel hops on, last octet's last bit first
  /// (TS 44.018, section 10.5.2.21); empty when not sent.
  std::vector<std::uint8_t> cell_broadcast_allocation;
  Si4Rest rest;
  bool operator==(const Si4&) const = default;
};

inline constexpr std::size_t kLongRest_octets = 20;  ///< a block less its three octets of header

/// SI7 and SI8: whether they begin with C2's parameters is told by SI4 (read_si7_rest).
struct Si7 {
  std::array<std::uint8_t, kLongRest_octets> octets{};
  bool operator==(const Si7&) const = default;
};
struct Si8 {
  std::array<std::uint8_t, kLongRest_octets> octets{};
  bool operator==(const Si8&) const = default;
};

struct Si9 {
  RachControl rach;
  Si9Rest rest;
  bool operator==(const Si9&) const = default;
};

struct Si13 {
  Si13Rest rest;
  bool operator==(const Si13&) const = default;
};

using Message = std::variant<Si1, Si2, Si2bis, Si2ter, Si2quater, Si3, Si4, Si7, Si8, Si9, Si13>;

/// In the order of Message's alternatives.
enum class MessageKind : std::uint8_t {
  kSi1,
  kSi2,
  kSi2bis,
  kSi2ter,
  kSi2quater,
  kSi3,
  kSi4,
  kSi7,
  kSi8,
  kSi9,
  kSi13
};
inline constexpr std::size_t kMessageKinds = 11;

/// "si1", "si2bis", ... as records spell them.
[[nodiscard]] std::string_view to_string(MessageKind kind) noexcept;

[[nodiscard]] inline MessageKind kind_of(const Message& message) noexcept {
  return static_cast<MessageKind>(message.index());
}

/// Which message a block holds, without reading it.
[[nodiscard]] std::optional<MessageKind> kind_of(const L2Block& block) noexcept;

[[nodiscard]] std::optional<Message> parse(const L2Block& block);

/// What of a message was not understood. SI7 and SI8 are read as SI4's ACS = 1 would have them.
[[nodiscard]] Leftover leftover_of(const Message& message);

/// One location: network, location area and cell.
struct CellIdentity {
  std::optional<Plmn> plmn;  ///< absent when the three octets are no decimal digits
  Lac lac;
  GsmCellId cell_id;
  bool operator==(const CellIdentity&) const = default;
};

/// A neighbour of another system.
struct UtraNeighbour {
  bool is_tdd{};
  std::uint16_t uarfcn{};
  std::vector<UtraCell> cells;  ///< none: any cell of the carrier
  bool operator==(const UtraNeighbour&) const = default;
};
struct EutraNeighbour {
  std::uint32_t earfcn{};
  std::optional<std::uint8_t> bandwidth, priority;
  bool operator==(const EutraNeighbour&) const = default;
};

/// Everything a cell has broadcast of itself: of each kind the newest message. SI2ter and SI2quater come in
/// sets; a set is given up when its change mark, BA-IND or count changes.
class SystemInformation {
 public:
  /// \return whether the block was one of the messages
  bool take(const L2Block& block);
  void take(Message&& message);

  [[nodiscard]] bool has(MessageKind kind) const noexcept;
  [[nodiscard]] std::vector<MessageKind> kinds() const;

  [[nodiscard]] const std::optional<Si1>& si1() const noexcept { return si1_; }
  [[nodiscard]] const std::optional<Si2>& si2() const noexcept { return si2_; }
  [[nodiscard]] const std::optional<Si2bis>& si2bis() const noexcept { return si2bis_; }
  [[nodiscard]] const std::optional<Si3>& si3() const noexcept { return si3_; }
  [[nodiscard]] const std::optional<Si4>& si4() const noexcept { return si4_; }
  [[nodiscard]] const std::optional<Si9>& si9() const noexcept { return si9_; }
  [[nodiscard]] const std::optional<Si13>& si13() const noexcept { return si13_; }
  /// Instances of the present set, by index.
  [[nodiscard]] const std::map<std::uint8_t, Si2ter>& si2ter() const noexcept { return si2ter_; }
  [[nodiscard]] const std::map<std::uint8_t, Si2quater>& si2quater() const noexcept { return si2quater_; }
  /// SI7's and SI8's rest octets, read as SI4 tells (as ACS = 0 without SI4).
  [[nodiscard]] std::optional<Si4Rest> si7_rest() const;
  [[nodiscard]] std::optional<Si4Rest> si8_rest() const;

  /// From SI3; nothing without it.
  [[nodiscard]] std::optional<CellIdentity> identity() const;
  /// From SI3, or else SI4.
  [[nodiscard]] std::optional<LocationArea> area() const;
  [[nodiscard]] std::optional<RachControl> rach() const;
  [[nodiscard]] std::optional<CellSelection> selection() const;

  /// Numbers of SI2, SI2bis and SI2ter whose BA-IND is that of the newest of these; rising. Whether a number
  /// of 512…810 is DCS 1800 or PCS 1900: is_band_1900().
  [[nodiscard]] std::vector<std::uint16_t> neighbours() const;
  /// Whether every message that should hold neighbours has been heard: SI2; SI2bis where SI2 announces it;
  /// SI2ter where SI3 does.
  [[nodiscard]] bool are_neighbours_complete() const;
  [[nodiscard]] std::vector<std::uint16_t> cell_allocation() const;
  [[nodiscard]] bool is_band_1900() const noexcept;

  /// Nothing where SI3 and SI4 are both missing, or SI4 leaves it to SI7 that is missing.
  [[nodiscard]] std::optional<bool> has_gprs() const;
  [[nodiscard]] std::optional<bool> has_combined_ccch() const noexcept;
  /// What C2 is computed with; nothing where it is not sent: then C2 is C1.
  [[nodiscard]] std::optional<ReselectionParameters> reselection() const;

  /// By carrier, each once, from all instances of SI2ter and SI2quater.
  [[nodiscard]] std::vector<UtraNeighbour> utra_neighbours() const;
  [[nodiscard]] std::vector<EutraNeighbour> eutra_neighbours() const;
  /// Whether all instances of SI2quater were heard; false without any.
  [[nodiscard]] bool is_si2quater_complete() const noexcept;

 private:
  void keep(Si1&& message) { si1_ = std::move(message); }
  void keep(Si2&& message);
  void keep(Si2bis&& message);
  void keep(Si2ter&& message);
  void keep(Si2quater&& message);
  void keep(const Si3& message) { si3_ = message; }
  void keep(Si4&& message) { si4_ = std::move(message); }
  void keep(const Si7& message) { si7_ = message; }
  void keep(const Si8& message) { si8_ = message; }
  void keep(Si9&& message) { si9_ = std::move(message); }
  void keep(Si13&& message) { si13_ = std::move(message); }

  std::optional<Si1> si1_;
  std::optional<Si2> si2_;
  std::optional<Si2bis> si2bis_;
  std::map<std::uint8_t, Si2ter> si2ter_;
  std::map<std::uint8_t, Si2quater> si2quater_;
  std::optional<Si3> si3_;
  std::optional<Si4> si4_;
  std::optional<Si7> si7_;
  std::optional<Si8> si8_;
  std::optional<Si9> si9_;
  std::optional<Si13> si13_;
  std::uint8_t newest_ba_ind_ = 0;
};

}  // namespace cellwarden::gsm
