#include "tools/cellwarden/radio_teller.hpp"

#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"

namespace cellwarden::tools {

void RadioTeller::operator()(const capture::RadioEvent& event) {
  using Kind = capture::RadioEvent::Kind;
  const bool is_idle_talk =
      event.kind == Kind::kDriverSaid && event.level > capture::DriverMessageLevel::kWarning;
  const bool is_known = event.kind == Kind::kNotOpened && event.text == in_the_way_;
  if (event.kind == Kind::kNotOpened) in_the_way_ = event.text;
  if (event.kind == Kind::kOpened) in_the_way_.clear();
  if ((is_idle_talk || is_known) && !is_verbose_) return;
  complain((name_.empty() ? "" : name_ + ": ") + printable(event.text) +
           (event.next_try_in ? "; looked for again, until it is there" : ""));
}

}  // namespace cellwarden::tools
