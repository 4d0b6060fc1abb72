#include "dsp/gsm/common_control.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace cellwarden::gsm {
namespace {

using Octets = std::span<const std::uint8_t>;

constexpr std::uint8_t kRadioResources = 0x06;
constexpr std::uint8_t kMobileIdentityElement = 0x17;
constexpr std::size_t kTemporary_octets = 4;
constexpr std::size_t kReference_octets = 3;  // request reference (TS 44.018, section 10.5.2.30)

// TS 44.018, table 10.4.1.
enum class Type : std::uint8_t {
  kPaging1 = 0x21,
  kPaging2 = 0x22,
  kPaging3 = 0x24,
  kAssignmentExtended = 0x39,
  kAssignmentReject = 0x3A,
  kAssignment = 0x3F
};

// Octets from the protocol discriminator to the last mandatory one: what the pseudo length must cover.
std::optional<std::size_t> least_length(std::uint8_t type) noexcept {
  switch (static_cast<Type>(type)) {
    case Type::kPaging1:
      return 5;
    case Type::kPaging2:
    case Type::kAssignment:
      return 11;
    case Type::kAssignmentExtended:
      return 18;
    case Type::kPaging3:
    case Type::kAssignmentReject:
      return 19;
  }
  return std::nullopt;
}

enum class NamedBy : std::uint8_t { kNobody, kTemporary, kPermanent, kOther };

NamedBy named_by_temporary(Octets value) noexcept {
  const bool is_none = std::all_of(value.begin(), value.end(), [](std::uint8_t o) { return o == 0xFF; });
  return is_none ? NamedBy::kNobody : NamedBy::kTemporary;
}

// Mobile Identity, its octets after the length (TS 24.008, section 10.5.1.4).
NamedBy named_by(Octets identity) noexcept {
  if (identity.empty()) return NamedBy::kOther;
  switch (identity[0] & 7U) {
    case 0:
      return NamedBy::kNobody;
    case 1:
      return NamedBy::kPermanent;
    case 4:
      return identity.size() == 1 + kTemporary_octets ? named_by_temporary(identity.subspan(1))
                                                      : NamedBy::kOther;
    default:
      return NamedBy::kOther;
  }
}

void add(PagingCounts& counts, NamedBy by) noexcept {
  counts.tmsi_count += by == NamedBy::kTemporary ? 1 : 0;
  counts.imsi_count += by == NamedBy::kPermanent ? 1 : 0;
  counts.other_named_count += by == NamedBy::kOther ? 1 : 0;
}

// A length octet and that many more; `at` moves behind them. What does not fit is no identity of a known
// kind.
NamedBy named_by_next(Octets message, std::size_t& at) noexcept {
  const std::size_t length = message[at];
  const std::size_t first = at + 1;
  if (length > message.size() - first) {
    at = message.size();
    return NamedBy::kOther;
  }
  at = first + length;
  return named_by(message.subspan(first, length));
}

// The optional identity that may stand last, with its tag.
NamedBy named_by_last(Octets message, std::size_t at) noexcept {
  if (at + 2 > message.size() || message[at] != kMobileIdentityElement) return NamedBy::kNobody;
  ++at;
  return named_by_next(message, at);
}

void count_names(Octets message, Type type, PagingCounts& counts) noexcept {
  constexpr std::size_t kFirst = 4;  // after pseudo length, discriminator, type and page mode
  std::size_t at = kFirst;
  if (type == Type::kPaging1) {
    add(counts, named_by_next(message, at));
    add(counts, named_by_last(message, at));
    return;
  }
  const std::size_t temporaries = type == Type::kPaging2 ? 2 : 4;
  for (std::size_t i = 0; i < temporaries; ++i, at += kTemporary_octets) {
    add(counts, named_by_temporary(message.subspan(at, kTemporary_octets)));
  }
  if (type == Type::kPaging2) add(counts, named_by_last(message, at));
}

void count_paging(Octets message, Type type, std::size_t ccch_block, PagingCounts& counts) noexcept {
  counts.type_1_count += type == Type::kPaging1 ? 1 : 0;
  counts.type_2_count += type == Type::kPaging2 ? 1 : 0;
  counts.type_3_count += type == Type::kPaging3 ? 1 : 0;
  const std::uint32_t before = counts.named();
  count_names(message, type, counts);
  if (counts.named() == before) {
    ++counts.empty_count;
  } else if (ccch_block < counts.by_block.size()) {
    ++counts.by_block[ccch_block];
  }
}

// The access burst that is answered (TS 44.018, tables 9.1.8.1 and 9.1.8.2). Its lowest bits are random.
EstablishmentCause cause_of(std::uint8_t access) noexcept {
  switch (access >> 5U) {
    case 0b101:
      return EstablishmentCause::kEmergency;
    case 0b110:
      return EstablishmentCause::kCallReestablishment;
    case 0b100:
      return EstablishmentCause::kAnswerToPaging;
    case 0b111:
      return EstablishmentCause::kOriginatingCall;
    default:
      break;
  }
  switch (access >> 4U) {
    case 0b0000:
      return EstablishmentCause::kLocationUpdate;
    case 0b0001:
      return EstablishmentCause::kOtherProcedure;
    case 0b0010:
    case 0b0011:
      return EstablishmentCause::kAnswerToPaging;
    case 0b0100:
    case 0b0101:
      return EstablishmentCause::kOriginatingCall;
    default:
      break;
  }
  if (access >> 3U == 0b01101) return EstablishmentCause::kCallReestablishment;
  if (access >> 4U == 0b0111 && access != 0b01111111) return EstablishmentCause::kPacketAccess;
  return EstablishmentCause::kOther;
}

// Request reference and timing advance, which follow each other.
void count_asker(Octets message, std::size_t at, AssignmentCounts& counts) noexcept {
  ++counts.by_cause[static_cast<std::size_t>(cause_of(message[at]))];
  const std::uint8_t timing_advance = message[at + kReference_octets];
  if (timing_advance < counts.by_timing_advance.size()) ++counts.by_timing_advance[timing_advance];
}

// A channel description, then whom it is for.
void count_dedicated(Octets message, std::size_t at, AssignmentCounts& counts) noexcept {
  constexpr std::uint8_t kHops = 0x10;
  constexpr std::size_t kDescription_octets = 3;
  ++counts.immediate;
  ++((message[at + 1] & kHops) != 0 ? counts.hopping : counts.single_frequency);
  count_asker(message, at + kDescription_octets, counts);
}

void count_assignment(Octets message, AssignmentCounts& counts) noexcept {
  // Dedicated mode or TBF (section 10.5.2.25b).
  const unsigned mode = message[3] >> 4U;
  const bool is_packet = (mode & 1U) != 0;
  const bool is_downlink = (mode & 2U) != 0;
  const bool is_first_of_two = (mode & 4U) != 0 && !is_packet;
  if (is_first_of_two) return;
  if (!is_packet && !is_downlink) {
    count_dedicated(message, 4, counts);
    return;
  }
  ++counts.immediate;
  ++counts.packet;
  if (!is_downlink) count_asker(message, 7, counts);
}

void count_reject(Octets message, AssignmentCounts& counts) noexcept {
  constexpr std::size_t kFirst = 4, kEach_octets = kReference_octets + 1, kEnd = kFirst + 4 * kEach_octets;
  for (std::size_t at = kFirst; at < kEnd; at += kEach_octets) {
    const Octets reference = message.subspan(at, kReference_octets);
    bool is_repeated = false;
    for (std::size_t before = kFirst; before < at; before += kEach_octets) {
      const Octets earlier = message.subspan(before, kReference_octets);
      is_repeated = is_repeated || std::equal(reference.begin(), reference.end(), earlier.begin());
    }
    counts.rejected += is_repeated ? 0 : 1;
  }
}

}  // namespace

bool count(const L2Block& block, std::size_t ccch_block, PagingCounts& paging,
           AssignmentCounts& assignments) noexcept {
  const std::size_t length = block[0] >> 2U;
  if ((block[0] & 3U) != 1 || block[1] != kRadioResources || length >= block.size()) return false;
  const auto least = least_length(block[2]);
  if (!least || length < *least) return false;
  const Octets message(block.data(), length + 1);  // without rest octets
  const auto type = static_cast<Type>(block[2]);
  switch (type) {
    case Type::kPaging1:
    case Type::kPaging2:
    case Type::kPaging3:
      count_paging(message, type, ccch_block, paging);
      break;
    case Type::kAssignment:
      count_assignment(message, assignments);
      break;
    case Type::kAssignmentExtended:
      count_dedicated(message, 4, assignments);
      count_dedicated(message, 11, assignments);
      break;
    case Type::kAssignmentReject:
      count_reject(message, assignments);
      break;
  }
  return true;
}

}  // namespace cellwarden::gsm
