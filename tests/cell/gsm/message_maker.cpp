#include "tests/cell/gsm/message_maker.hpp"

#include <algorithm>

#include "tests/cell/gsm/bit_writer.hpp"

namespace cellwarden::gsm::test {

/// One message's bits in the making. The share of optional parts that are present differs from message to
/// message, so that long structures of one kind and short ones of many kinds both come up.
class Description {
 public:
  explicit Description(MessageMaker& maker) : maker_(maker), share_percent_(5 + maker.number(40)) {}

  void random(std::size_t bits) {
    for (std::size_t i = 0; i < bits; ++i) out_.flag(maker_.chance(50));
  }
  void put(std::uint64_t value, std::size_t bits) { out_.put(value, bits); }
  bool flag(std::uint32_t share_percent = 0) {
    const bool is_present = maker_.chance(share_percent == 0 ? share_percent_ : share_percent);
    out_.flag(is_present);
    return is_present;
  }
  bool high(std::uint32_t share_percent = 0) {
    const bool is_present = maker_.chance(share_percent == 0 ? share_percent_ : share_percent);
    out_.high(is_present);
    return is_present;
  }
  void optional(std::size_t bits) {
    if (flag()) random(bits);
  }
  /// { 1 < number > } ** 0
  void numbers(std::size_t bits) {
    while (flag()) random(bits);
  }

  void reselection() {
    if (high()) random(15);
  }
  void power_offset() {
    if (high()) random(2);
  }
  bool gprs_indicator() {
    const bool is_present = high();
    if (is_present) random(4);
    return is_present;
  }

  void si1() {
    if (high()) random(5);
    high();
  }
  void utra_carrier() {
    if (!flag()) return;
    put(1, 2);
    random(14);
    optional(3);
  }
  void si2ter() {
    if (!high(70)) return;
    random(8);
    utra_carrier();
    utra_carrier();
    if (flag()) {
      random(4);
      if (flag()) random(7);
      optional(4);
    }
    if (high() && flag()) random(7);
  }
  void si3() {
    reselection();
    power_offset();
    high();
    high();
    if (high()) random(3);
    const bool has_gprs = gprs_indicator();
    high();
    if (high()) random(1);
    if (!has_gprs) random(1);
    if (high()) random(1);
  }
  void lsa_names() {
    do {
      const bool is_short = flag(50);
      random(is_short ? 10 : 24);
    } while (flag());
  }
  void si4_first() {
    reselection();
    power_offset();
    gprs_indicator();
  }
  void si4_second() {
    if (high()) {
      random(6);
      if (flag()) random(24);
    }
    if (high()) random(16);
    if (high()) lsa_names();
    if (high()) {
      random(2);
      optional(1);
    }
  }
  void si4() {
    si4_first();
    if (high(50)) {
      si4_second();
    } else {
      high();
    }
  }
  void position() {
    const std::uint32_t modulus = maker_.number(8);
    put(modulus, 4);
    if (modulus != 0) random(modulus + 1);
    random(1);
  }
  void si9() {
    bool more = high(80);
    while (more) {
      if (!flag()) {
        random(4);
      } else {
        random(flag() ? 6 : 5);
      }
      position();
      if (flag()) position();
      more = flag();
    }
  }

  void mobile_allocation() {
    random(6);
    while (flag()) random(4);
    if (!flag()) {
      const std::uint32_t bits = maker_.number(16);
      put(bits, 6);
      random(bits + 1);
    } else {
      while (flag()) random(6);
    }
  }
  void gprs_cell_options() {
    random(17);
    if (flag()) random(9);
    if (!flag()) return;
    BitWriter inner;
    const bool has_egprs = maker_.chance(50);
    inner.flag(has_egprs);
    const std::size_t egprs_bits = has_egprs ? 5 : 0;
    inner.put(maker_.number(32), egprs_bits);
    inner.put(maker_.number(256), 8);
    const bool has_mbms = maker_.chance(30);
    inner.flag(has_mbms);
    inner.put(maker_.number(4), has_mbms ? 2 : 0);
    inner.put(maker_.number(2), 1);
    put(inner.bits() - 1, 6);
    const auto octets = inner.octets(8);
    for (std::size_t i = 0; i < inner.bits(); ++i) put((octets[i / 8] >> (7U - i % 8)) & 1U, 1);
  }
  void si13() {
    if (!high(90)) return;
    random(7);
    if (flag()) {
      random(2);
      mobile_allocation();
    }
    if (flag(20)) {
      random(14);
      if (flag(50)) {
        random(6);
      } else if (flag(50)) {
        random(10);
      }
    } else {
      random(14);
      gprs_cell_options();
      random(19);
    }
    if (!high(70)) return;
    random(1);
    if (!high(70)) return;
    random(1);
    if (!high(70)) return;
    optional(5);
    random(2);
    if (!maker_.chance(50)) return;
    // Release 11 and 13. Where all of it is padding, nothing tells that it was sent.
    high();
    if (flag(70)) random(5);
    if (flag(70)) random(5);
  }

  void limits() {
    if (flag()) random(6);
  }
  void differences(std::size_t bits) {
    if (!flag()) return;
    optional(5);
    // Both lists go on at 0 and end at 1.
    do {
      while (!flag(60)) random(bits);
    } while (!flag(70));
  }
  void bsics() {
    optional(5);
    random(6);
    const std::uint32_t more = maker_.number(6);
    put(more, 7);
    random(std::size_t{7} * more);
  }
  void bit_list() {
    const std::uint32_t count = maker_.number(12);
    put(count, 7);
    random(count);
  }
  void gprs_measurement() {
    random(3);
    optional(2);
    optional(2);
    random(2);
    for (int band = 0; band < 5; ++band) limits();
  }
  void utra_cells(std::size_t first_width, std::uint32_t most) {
    put(0, 1);
    random(15);
    const std::uint32_t count = maker_.number(most + 1);
    put(count, 5);
    std::size_t width = first_width;
    for (std::uint32_t k = 1; k <= count; ++k) {
      if (k > 1 && (k & (k - 1)) == 0) --width;
      // A value of 0 would end the list.
      put(1 + maker_.number((1U << width) - 1), width);
    }
  }
  void utra_neighbours() {
    optional(7);
    optional(7);
    if (flag()) {
      optional(3);
      while (flag()) utra_cells(10, 6);
    }
    if (flag()) {
      optional(3);
      while (flag()) utra_cells(9, 6);
    }
  }
  void utra_measurement() {
    random(5);
    if (flag()) random(10);
    if (flag()) random(6);
  }
  void gprs_utra_measurement() {
    random(5);
    if (flag()) random(3);
    limits();
    optional(2);
    limits();
  }
  void patterns() {
    while (flag()) {
      const std::uint32_t length = maker_.number(8);
      put(length, 3);
      random(length + 1);
      random(1);
    }
  }
  void pci_group() {
    numbers(9);
    optional(6);
    patterns();
  }
  void eutra_reporting(std::size_t threshold_bits) {
    if (!flag()) return;
    random(threshold_bits);
    optional(6);
    optional(3);
  }
  void eutra() {
    random(3);
    if (flag()) {
      random(7);
      const bool is_three_bit = flag(50);
      eutra_reporting(is_three_bit ? 6 : 3);
      eutra_reporting(is_three_bit ? 6 : 3);
      if (is_three_bit) random(1);
    }
    if (flag()) {
      random(7);
      eutra_reporting(3);
      eutra_reporting(3);
    }
    while (flag()) {
      while (flag()) {
        random(16);
        optional(3);
      }
      optional(3);
      random(5);
      optional(5);
      optional(5);
    }
    while (flag()) {
      pci_group();
      numbers(3);
    }
    while (flag()) {
      while (flag()) pci_group();
      numbers(3);
    }
  }
  void priorities() {
    if (flag()) random(15);
    if (flag()) {
      random(2);
      if (flag()) random(13);
      while (flag()) {
        numbers(5);
        optional(3);
        random(5);
        optional(5);
        optional(5);
      }
    }
    if (flag()) eutra();
  }
  void closed_groups() {
    if (flag()) {
      while (flag()) {
        numbers(9);
        patterns();
        numbers(5);
      }
      while (flag()) random(15);
    }
    if (flag()) {
      while (flag()) {
        pci_group();
        numbers(3);
      }
      numbers(16);
    }
  }
  void extension() {
    BitWriter inner;
    const bool has_ccn = maker_.chance(70);
    inner.flag(has_ccn);
    if (has_ccn) {
      const std::uint32_t count = maker_.number(10);
      inner.put(count, 7);
      inner.put(maker_.number(1U << count), count);
    }
    inner.put(0, maker_.number(4));
    put(inner.bits() - 1, 8);
    const auto octets = inner.octets(8);
    for (std::size_t i = 0; i < inner.bits(); ++i) put((octets[i / 8] >> (7U - i % 8)) & 1U, 1);
  }
  void release_99() {
    random(11);
    if (flag()) random(3);
    if (flag()) {
      differences(6);
      differences(12);
    }
    if (flag()) bsics();
    if (flag()) bit_list();
    if (flag()) gprs_measurement();
    if (flag()) {
      random(2);
      if (flag()) random(9);
    }
    if (flag()) extension();
    if (flag()) utra_neighbours();
    if (flag()) utra_measurement();
    if (flag()) gprs_utra_measurement();
  }
  void releases_9_to_11() {
    if (!high()) return;
    if (flag()) {
      while (flag()) {
        numbers(3);
        if (!flag(50)) {
          random(4);
        } else {
          random(5);
          optional(5);
          optional(4);
          optional(5);
        }
      }
    }
    if (flag()) {
      if (flag()) {
        if (flag()) random(9);
        if (flag()) random(3);
      }
      if (flag()) {
        if (flag()) random(9);
        if (flag()) random(9);
      }
    }
    if (high()) {
      optional(1);
      random(1);
    }
    if (high()) {
      if (flag()) numbers(18);
      if (flag()) numbers(18);
    }
  }
  void si2quater() {
    release_99();
    if (!high(80)) return;
    if (flag()) random(7);
    if (flag()) optional(6);
    if (!high(80)) return;
    random(1);
    if (!high(80)) return;
    limits();
    limits();
    if (!high(80)) return;
    if (flag(70)) priorities();
    closed_groups();
    releases_9_to_11();
  }

  [[nodiscard]] const BitWriter& written() const { return out_; }

 private:
  MessageMaker& maker_;
  std::uint32_t share_percent_;
  BitWriter out_;
};

namespace {

using Octets = std::vector<std::uint8_t>;

struct Layout {
  std::uint8_t type;
  std::size_t pseudo_length;
  std::size_t rest_octets;
  void (Description::*rest)();
};

Layout layout_of(MessageKind kind) {
  switch (kind) {
    case MessageKind::kSi1:
      return {0x19, 21, 1, &Description::si1};
    case MessageKind::kSi2:
      return {0x1A, 22, 0, nullptr};
    case MessageKind::kSi2bis:
      return {0x02, 21, 1, nullptr};
    case MessageKind::kSi2ter:
      return {0x03, 18, 4, &Description::si2ter};
    case MessageKind::kSi2quater:
      return {0x07, 1, 20, &Description::si2quater};
    case MessageKind::kSi3:
      return {0x1B, 18, 4, &Description::si3};
    case MessageKind::kSi4:
      return {0x1C, 12, 10, &Description::si4};
    case MessageKind::kSi7:
      return {0x1F, 1, 20, &Description::si4_first};
    case MessageKind::kSi8:
      return {0x18, 1, 20, &Description::si4_first};
    case MessageKind::kSi9:
      return {0x04, 1, 17, &Description::si9};
    case MessageKind::kSi13:
      return {0x00, 0, 20, &Description::si13};
  }
  return {};
}

}  // namespace

L2Block MessageMaker::make(MessageKind kind) {
  Layout layout = layout_of(kind);
  L2Block block{};
  for (auto& octet : block) octet = static_cast<std::uint8_t>(number(256));
  // Of all frequency list formats, not only those that half of all first octets mean.
  constexpr std::array<std::uint8_t, 6> kFormats{0x00, 0x80, 0x88, 0x8A, 0x8C, 0x8E};
  if (kind <= MessageKind::kSi2ter) {
    const std::uint8_t format = kFormats[number(kFormats.size())];
    const std::uint8_t kept = format == 0 ? 0x3F : format == 0x80 ? 0x37 : 0x31;
    block[3] = static_cast<std::uint8_t>((block[3] & kept) | format);
  }
  if (kind == MessageKind::kSi4 && chance(40)) {
    const bool hops = chance(50);
    block[13] = 0x64;
    block[15] = static_cast<std::uint8_t>(hops ? block[15] | 0x10 : block[15] & 0xE3);
    layout.pseudo_length += 4;
    if (hops) {
      const std::uint32_t length = 1 + number(3);
      block[17] = 0x72;
      block[18] = static_cast<std::uint8_t>(length);
      layout.pseudo_length += 2 + length;
    }
    layout.rest_octets = kBlock_octets - 1 - layout.pseudo_length;
  }
  block[0] = static_cast<std::uint8_t>((layout.pseudo_length << 2U) | 1U);
  block[1] = 0x06;
  block[2] = layout.type;
  if (kind == MessageKind::kSi2bis) block[22] = 0x2B;
  if (layout.rest == nullptr) return block;
  for (;;) {
    Description description(*this);
    (description.*layout.rest)();
    if (kind == MessageKind::kSi7 || kind == MessageKind::kSi8) description.si4_second();
    if (description.written().bits() > 8 * layout.rest_octets) continue;
    const auto rest = description.written().octets(layout.rest_octets);
    std::copy(rest.begin(), rest.end(), block.end() - static_cast<std::ptrdiff_t>(rest.size()));
    return block;
  }
}

}  // namespace cellwarden::gsm::test
