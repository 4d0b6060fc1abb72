#pragma once

/// \file
/// What a GSM cell says on its common control channel (TS 44.018, sections 9.1.18 to 9.1.25): whom it pages
/// and which channels it gives, as a mix of given rates; in between, paging requests that name nobody.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cell/gsm/cell_report.hpp"
#include "tests/synth/gsm_broadcast.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::synth {

struct GsmPaging {
  double requests_per_s = 0;
  std::array<double, 3> type_weights = {1, 0, 0};  ///< of requests of type 1, 2 and 3
  /// Of the mobiles that types 1 and 2 name, where a permanent identity fits.
  double permanent_share = 0.05;
  unsigned subscribers = 200;  ///< among whom requests choose
};

struct GsmAssignments {
  double messages_per_s = 0;
  double reject_share = 0;    ///< of the messages
  double extended_share = 0;  ///< of the messages: two mobiles each
  double packet_share = 0;    ///< of the channels, in messages for one mobile: packet data
  double hopping_share = 0;   ///< of the dedicated channels; needs a cell allocation
  /// By gsm::EstablishmentCause, for dedicated channels and rejections.
  std::array<double, gsm::kEstablishmentCauses> cause_weights = {0, 0, 4, 2, 3, 1, 0, 0};
  std::vector<unsigned> timing_advances = {0, 0, 1, 1, 2, 3};  ///< one of these each time
};

/// Identities of an invented subscriber. They are sent, and nothing that receives may keep them.
struct GsmSubscriber {
  std::uint32_t temporary{};
  std::string permanent;  ///< 15 digits
};

/// The subscribers that a cell with this seed pages.
[[nodiscard]] std::vector<GsmSubscriber> gsm_subscribers(const GsmPaging& paging,
                                                         const GsmBroadcast& broadcast, std::uint64_t seed);

class L2Writer;

class GsmCommonChannel {
 public:
  GsmCommonChannel(const GsmPaging& paging, const GsmAssignments& assignments, const GsmBroadcast& broadcast,
                   unsigned training_code, std::uint64_t seed);

  /// The next block; `index` is its number in the multiframe. Reserved blocks do not page.
  [[nodiscard]] gsm::L2Block next(const GsmBroadcast& broadcast, std::uint32_t frame_number, unsigned index);

  [[nodiscard]] const std::vector<GsmSubscriber>& subscribers() const noexcept { return subscribers_; }

 private:
  void let_arrive(const GsmBroadcast& broadcast);
  [[nodiscard]] unsigned arrivals(double per_block) noexcept;
  [[nodiscard]] bool happens(double share) noexcept { return random_.uniform() < share; }
  [[nodiscard]] unsigned below(unsigned count) noexcept;
  [[nodiscard]] std::size_t choose(const double* weights, std::size_t count) noexcept;
  [[nodiscard]] const GsmSubscriber& someone() noexcept;
  void name_someone(L2Writer& out);

  [[nodiscard]] gsm::L2Block paging();
  [[nodiscard]] gsm::L2Block paging_1();
  [[nodiscard]] gsm::L2Block paging_2();
  [[nodiscard]] gsm::L2Block paging_3();
  [[nodiscard]] gsm::L2Block assignment(const GsmBroadcast& broadcast, std::uint32_t frame_number);
  [[nodiscard]] gsm::L2Block dedicated_assignment(const GsmBroadcast& broadcast, std::uint32_t frame_number);
  [[nodiscard]] gsm::L2Block packet_assignment(const GsmBroadcast& broadcast, std::uint32_t frame_number);
  [[nodiscard]] gsm::L2Block extended_assignment(const GsmBroadcast& broadcast, std::uint32_t frame_number);
  [[nodiscard]] gsm::L2Block rejection(std::uint32_t frame_number);
  [[nodiscard]] std::array<std::uint8_t, 3> channel(const GsmBroadcast& broadcast, bool hops);
  [[nodiscard]] std::array<std::uint8_t, 3> request(gsm::EstablishmentCause cause,
                                                    std::uint32_t frame_number) noexcept;
  [[nodiscard]] gsm::EstablishmentCause cause() noexcept;
  [[nodiscard]] std::uint8_t timing_advance() noexcept;

  GsmPaging paging_;
  GsmAssignments assignments_;
  unsigned training_code_;
  std::vector<GsmSubscriber> subscribers_;
  Random random_;
  unsigned waiting_pagings_ = 0;
  unsigned waiting_assignments_ = 0;
};

/// One block of a cell broadcast page, 0 to 3 (TS 44.012, section 3.3).
[[nodiscard]] gsm::L2Block cell_broadcast_block(const gsm::CellBroadcastPage& page, unsigned block) noexcept;
/// The block that says that nothing is broadcast.
[[nodiscard]] gsm::L2Block empty_cell_broadcast_block() noexcept;

}  // namespace cellwarden::synth
