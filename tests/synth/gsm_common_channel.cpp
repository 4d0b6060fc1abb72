#include "tests/synth/gsm_common_channel.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/synth/l2_writer.hpp"

namespace cellwarden::synth {
namespace {

using Octet = std::uint8_t;

constexpr unsigned kPermanent_digits = 15;
constexpr double kMultiframe_s = 51 * gsm::kFrame_s;
constexpr unsigned kWaitingMost = 100;  // messages that cannot be sent are forgotten

// Message types, TS 44.018, table 9.1.1.
constexpr Octet kPaging1 = 0x21;
constexpr Octet kPaging2 = 0x22;
constexpr Octet kPaging3 = 0x24;
constexpr Octet kAssignment = 0x3F;
constexpr Octet kAssignmentExtended = 0x39;
constexpr Octet kAssignmentReject = 0x3A;
constexpr Octet kOneMore = 0x17;       // element identifier
constexpr unsigned kPageMode = 0;      // normal paging
constexpr unsigned kTemporary = 0xF4;  // TS 24.008, 10.5.1.4: type and filler
constexpr unsigned kPermanentOdd = 0x09;

constexpr std::size_t kBroadcastHeader_octets = 6;
constexpr std::size_t kBroadcastBlock_octets = 22;

Octet octet(unsigned value) noexcept {
  return static_cast<Octet>(value & 0xFFU);
}

std::array<Octet, 4> octets_of(std::uint32_t value) noexcept {
  return {octet(value >> 24U), octet(value >> 16U), octet(value >> 8U), octet(value)};
}

unsigned blocks_in_multiframe(unsigned ccch_conf) noexcept {
  return ccch_conf == 1 ? 3 : 9 * (ccch_conf / 2 + 1);
}

// TS 44.018, table 9.1.8.1, with NECI 1: fixed bits, and how many random ones follow.
struct AccessCode {
  unsigned fixed, random_bits;
};

AccessCode access_code(gsm::EstablishmentCause cause) noexcept {
  switch (cause) {
    case gsm::EstablishmentCause::kEmergency:
      return {0xA0, 5};
    case gsm::EstablishmentCause::kCallReestablishment:
      return {0xC0, 5};
    case gsm::EstablishmentCause::kAnswerToPaging:
      return {0x80, 5};
    case gsm::EstablishmentCause::kOriginatingCall:
      return {0xE0, 5};
    case gsm::EstablishmentCause::kLocationUpdate:
      return {0x00, 4};
    case gsm::EstablishmentCause::kOtherProcedure:
      return {0x10, 4};
    case gsm::EstablishmentCause::kPacketAccess:
      return {0x78, 2};
    case gsm::EstablishmentCause::kOther:
      break;
  }
  return {0x67, 0};
}

// Mobile identities with their length (TS 24.008, 10.5.1.4).
void add_temporary(const GsmSubscriber& subscriber, L2Writer& out) {
  out.add({5, octet(kTemporary)});
  out.add(octets_of(subscriber.temporary));
}

void add_permanent(const GsmSubscriber& subscriber, L2Writer& out) {
  const auto digit = [&](std::size_t i) { return static_cast<unsigned>(subscriber.permanent[i] - '0'); };
  out.add({8, octet(digit(0) << 4U | kPermanentOdd)});
  for (std::size_t i = 1; i < kPermanent_digits; i += 2) out.add({octet(digit(i + 1) << 4U | digit(i))});
}

}  // namespace

std::vector<GsmSubscriber> gsm_subscribers(const GsmPaging& paging, const GsmBroadcast& broadcast,
                                           std::uint64_t seed) {
  Random random{seed, 0x7375'6273U};
  std::string network = to_string(broadcast.plmn);
  std::erase(network, '-');
  std::vector<GsmSubscriber> list(paging.subscribers);
  for (GsmSubscriber& subscriber : list) {
    // 0xFFFFFFFF means that there is none (TS 23.003, section 2.4).
    subscriber.temporary = static_cast<std::uint32_t>(random.bits() % 0xFFFF'FFFFU);
    subscriber.permanent = network;
    while (subscriber.permanent.size() < kPermanent_digits) {
      subscriber.permanent += static_cast<char>('0' + random.bits() % 10);
    }
  }
  return list;
}

GsmCommonChannel::GsmCommonChannel(const GsmPaging& paging, const GsmAssignments& assignments,
                                   const GsmBroadcast& broadcast, unsigned training_code, std::uint64_t seed)
    : paging_(paging),
      assignments_(assignments),
      training_code_(training_code),
      subscribers_(gsm_subscribers(paging, broadcast, seed)),
      random_{seed, 0x6363'6368U} {}

gsm::L2Block GsmCommonChannel::next(const GsmBroadcast& broadcast, std::uint32_t frame_number,
                                    unsigned index) {
  let_arrive(broadcast);
  const bool may_page = index >= broadcast.ag_blocks_reserved && waiting_pagings_ > 0;
  const bool pages = may_page && (waiting_assignments_ == 0 || happens(0.5));
  if (pages) {
    --waiting_pagings_;
    return paging();
  }
  if (waiting_assignments_ > 0) {
    --waiting_assignments_;
    return assignment(broadcast, frame_number);
  }
  L2Writer nobody(kPaging1);
  nobody.add({octet(kPageMode), 0x01, 0xF0});
  return nobody.octets();
}

void GsmCommonChannel::let_arrive(const GsmBroadcast& broadcast) {
  const double block_s = kMultiframe_s / blocks_in_multiframe(broadcast.ccch_conf);
  waiting_pagings_ = std::min(waiting_pagings_ + arrivals(paging_.requests_per_s * block_s), kWaitingMost);
  waiting_assignments_ =
      std::min(waiting_assignments_ + arrivals(assignments_.messages_per_s * block_s), kWaitingMost);
}

// Poisson: how many exponential waits fit.
unsigned GsmCommonChannel::arrivals(double per_block) noexcept {
  unsigned count = 0;
  for (double left = per_block + std::log(1 - random_.uniform()); left > 0 && count < kWaitingMost;
       left += std::log(1 - random_.uniform())) {
    ++count;
  }
  return count;
}

unsigned GsmCommonChannel::below(unsigned count) noexcept {
  return static_cast<unsigned>(random_.bits() % count);
}

std::size_t GsmCommonChannel::choose(const double* weights, std::size_t count) noexcept {
  double left = random_.uniform() * std::accumulate(weights, weights + count, 0.0);
  for (std::size_t i = 0; i + 1 < count; ++i) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return count - 1;
}

const GsmSubscriber& GsmCommonChannel::someone() noexcept {
  return subscribers_[below(static_cast<unsigned>(subscribers_.size()))];
}

void GsmCommonChannel::name_someone(L2Writer& out) {
  const GsmSubscriber& subscriber = someone();
  if (happens(paging_.permanent_share)) {
    add_permanent(subscriber, out);
  } else {
    add_temporary(subscriber, out);
  }
}

gsm::L2Block GsmCommonChannel::paging() {
  switch (choose(paging_.type_weights.data(), paging_.type_weights.size())) {
    case 0:
      return paging_1();
    case 1:
      return paging_2();
    default:
      return paging_3();
  }
}

gsm::L2Block GsmCommonChannel::paging_1() {
  L2Writer out(kPaging1);
  out.add({octet(kPageMode)});
  name_someone(out);
  if (happens(0.5)) {
    out.add({kOneMore});
    name_someone(out);
  }
  return out.octets();
}

gsm::L2Block GsmCommonChannel::paging_2() {
  L2Writer out(kPaging2);
  out.add({octet(kPageMode)});
  for (int i = 0; i < 2; ++i) out.add(octets_of(someone().temporary));
  if (happens(0.5)) {
    out.add({kOneMore});
    name_someone(out);
  }
  return out.octets();
}

gsm::L2Block GsmCommonChannel::paging_3() {
  L2Writer out(kPaging3);
  out.add({octet(kPageMode)});
  for (int i = 0; i < 4; ++i) out.add(octets_of(someone().temporary));
  return out.octets();
}

gsm::L2Block GsmCommonChannel::assignment(const GsmBroadcast& broadcast, std::uint32_t frame_number) {
  if (happens(assignments_.reject_share)) return rejection(frame_number);
  if (happens(assignments_.extended_share)) return extended_assignment(broadcast, frame_number);
  if (happens(assignments_.packet_share)) return packet_assignment(broadcast, frame_number);
  return dedicated_assignment(broadcast, frame_number);
}

// An SDCCH on one of timeslots 1 to 7 (TS 44.018, 10.5.2.5).
std::array<Octet, 3> GsmCommonChannel::channel(const GsmBroadcast& broadcast, bool hops) {
  const unsigned type = 0x40U | below(8) << 3U | (1 + below(7));
  if (!hops) {
    return {octet(type), octet(training_code_ << 5U | broadcast.arfcn >> 8U), octet(broadcast.arfcn)};
  }
  const unsigned index_offset = below(static_cast<unsigned>(broadcast.cell_allocation.size()));
  const unsigned sequence = 1 + below(63);
  return {octet(type), octet(training_code_ << 5U | 0x10U | index_offset >> 2U),
          octet(index_offset << 6U | sequence)};
}

// 10.5.2.30: the access burst and when it was heard, some frames ago.
std::array<Octet, 3> GsmCommonChannel::request(gsm::EstablishmentCause cause,
                                               std::uint32_t frame_number) noexcept {
  const AccessCode code = access_code(cause);
  const unsigned access = code.fixed | below(1U << code.random_bits);
  const std::uint32_t heard =
      (frame_number + gsm::kHyperframe_frames - 20 - below(60)) % gsm::kHyperframe_frames;
  const unsigned t1 = heard / 1326 % 32;
  const unsigned t2 = heard % 26;
  const unsigned t3 = heard % 51;
  return {octet(access), octet(t1 << 3U | t3 >> 3U), octet(t3 << 5U | t2)};
}

gsm::EstablishmentCause GsmCommonChannel::cause() noexcept {
  return static_cast<gsm::EstablishmentCause>(
      choose(assignments_.cause_weights.data(), assignments_.cause_weights.size()));
}

Octet GsmCommonChannel::timing_advance() noexcept {
  const auto& list = assignments_.timing_advances;
  return list.empty() ? Octet{0} : octet(list[below(static_cast<unsigned>(list.size()))]);
}

gsm::L2Block GsmCommonChannel::dedicated_assignment(const GsmBroadcast& broadcast,
                                                    std::uint32_t frame_number) {
  const auto channels = static_cast<unsigned>(broadcast.cell_allocation.size());
  const bool hops = channels > 0 && happens(assignments_.hopping_share);
  L2Writer out(kAssignment);
  out.add({octet(kPageMode)});
  out.add(channel(broadcast, hops));
  out.add(request(cause(), frame_number));
  out.add({timing_advance()});
  if (!hops) {
    out.add({0});
    return out.octets();
  }
  const unsigned octets = (channels + 7) / 8;  // all channels of the cell's own list take part
  out.add({octet(octets)});
  for (unsigned i = octets; i > 0; --i) {
    out.add({octet(i == octets && channels % 8 != 0 ? (1U << channels % 8) - 1 : 0xFFU)});
  }
  return out.octets();
}

// A dynamic uplink allocation (10.5.2.16).
gsm::L2Block GsmCommonChannel::packet_assignment(const GsmBroadcast& broadcast, std::uint32_t frame_number) {
  L2Writer out(kAssignment);
  out.add({octet(1U << 4U | kPageMode)});
  const unsigned type = 0x08U | (1 + below(7));  // 10.5.2.25a
  out.add({octet(type), octet(training_code_ << 5U | broadcast.arfcn >> 8U), octet(broadcast.arfcn)});
  out.add(request(gsm::EstablishmentCause::kPacketAccess, frame_number));
  out.add({timing_advance(), 0});
  out.add_rest_high();
  out.add_rest_high();
  out.add_rest_bits(0, 2);          // packet uplink assignment
  out.add_rest_bits(1, 1);          // for more than one block
  out.add_rest_bits(below(32), 5);  // temporary flow identity
  out.add_rest_bits(0, 1);          // no polling
  out.add_rest_bits(0, 1);          // dynamic allocation
  out.add_rest_bits(below(7), 3);   // uplink state flag
  out.add_rest_bits(0, 1);          // granularity: one block
  out.add_rest_bits(0, 1);          // no power parameters
  out.add_rest_bits(1, 2);          // CS-2
  out.add_rest_bits(1, 1);          // for the first blocks too
  out.add_rest_bits(0, 1);          // no alpha
  out.add_rest_bits(10, 5);         // gamma
  out.add_rest_bits(0, 2);          // no timing advance index, no starting time
  return out.octets();
}

gsm::L2Block GsmCommonChannel::extended_assignment(const GsmBroadcast& broadcast,
                                                   std::uint32_t frame_number) {
  L2Writer out(kAssignmentExtended);
  out.add({octet(kPageMode)});
  for (int i = 0; i < 2; ++i) {
    out.add(channel(broadcast, false));
    out.add(request(cause(), frame_number));
    out.add({timing_advance()});
  }
  out.add({0});
  return out.octets();
}

gsm::L2Block GsmCommonChannel::rejection(std::uint32_t frame_number) {
  L2Writer out(kAssignmentReject);
  out.add({octet(kPageMode)});
  // Four requests; where fewer are turned away, the last one stands again (9.1.20).
  const auto turned_away = request(cause(), frame_number);
  for (int i = 0; i < 4; ++i) {
    out.add(turned_away);
    out.add({10});  // seconds to wait
  }
  return out.octets();
}

gsm::L2Block cell_broadcast_block(const gsm::CellBroadcastPage& page, unsigned block) noexcept {
  std::array<Octet, 4 * kBroadcastBlock_octets> message{};
  message[0] = octet(page.serial_number >> 8U);
  message[1] = octet(page.serial_number);
  message[2] = octet(page.message_identifier >> 8U);
  message[3] = octet(page.message_identifier);
  message[4] = page.data_coding_scheme;
  message[5] = octet(static_cast<unsigned>(page.page) << 4U | page.pages);
  std::copy(page.content.begin(), page.content.end(), message.begin() + kBroadcastHeader_octets);
  gsm::L2Block out{};
  out[0] = octet(0x20U | (block == 3 ? 0x10U : 0U) | block);
  std::copy_n(message.begin() + static_cast<std::ptrdiff_t>(block * kBroadcastBlock_octets),
              kBroadcastBlock_octets, out.begin() + 1);
  return out;
}

gsm::L2Block empty_cell_broadcast_block() noexcept {
  gsm::L2Block out{};
  out.fill(0x2B);
  out[0] = 0x2F;
  return out;
}

}  // namespace cellwarden::synth
