#include "dsp/lte/transmit_diversity.hpp"

#include <algorithm>
#include <cassert>

#include "dsp/kernel/complex_math.hpp"

namespace cellwarden::lte {
namespace {

// s0, s1 out of two elements that carry (s0, s1) on one port and (-s1*, s0*) on another.
void undo_alamouti(const ReceivedElement& first, const ReceivedElement& second, unsigned port_a,
                   unsigned port_b, Sample* out) noexcept {
  out[0] = times_conj(first.received, first.h[port_a]) + times_conj(second.h[port_b], second.received);
  out[1] = times_conj(second.received, second.h[port_a]) - times_conj(first.h[port_b], first.received);
  if (!first.is_heard || !second.is_heard) out[0] = out[1] = Sample{};
}

}  // namespace

void undo_diversity(std::span<const ReceivedElement> e, unsigned ports, std::span<Sample> out) noexcept {
  assert(out.size() == e.size());
  if (ports == 1) {
    for (std::size_t i = 0; i < e.size(); ++i) {
      out[i] = e[i].is_heard ? times_conj(e[i].received, e[i].h[0]) : Sample{};
    }
    return;
  }
  const std::size_t used = e.size() - e.size() % ports;
  for (std::size_t i = 0; i < used; i += 2) {
    const unsigned first_port = ports == 4 && i % 4 == 2 ? 1 : 0;
    const unsigned second_port = ports == 4 ? first_port + 2 : 1;
    undo_alamouti(e[i], e[i + 1], first_port, second_port, &out[i]);
  }
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(used), out.end(), Sample{});
}

}  // namespace cellwarden::lte
