#include "detector/history/si_changes.hpp"

#include <algorithm>
#include <utility>

namespace cellwarden::history {
namespace {

constexpr std::uint32_t kEnoughTimes = 2;
constexpr std::size_t kMaxStreams = 64;
constexpr std::size_t kMaxChanges = 64;
constexpr std::size_t kMaxBefore = 16;

void join(SiChanges::Heard& known, SiChanges::Heard&& more) {
  known.last = more.last;
  known.times += more.times;
}

}  // namespace

void SiChanges::hear(const std::string& what, Heard heard) {
  const auto known = streams_.find(what);
  if (known == streams_.end()) {
    if (streams_.size() < kMaxStreams) streams_.emplace(what, Stream{std::move(heard)});
    return;
  }
  Stream& stream = known->second;
  if (heard.content == stream.now.content) {
    stream.next.reset();
    return join(stream.now, std::move(heard));
  }
  if (stream.next && stream.next->content == heard.content) {
    join(*stream.next, std::move(heard));
  } else {
    stream.next = std::move(heard);
  }
  if (stream.next->times >= kEnoughTimes) change(what, stream);
}

void SiChanges::change(const std::string& what, Stream& stream) {
  Heard next = *std::exchange(stream.next, std::nullopt);
  if (next.first.t_s <= stream.now.last.t_s) return;
  if (std::ranges::find(stream.before, next.content) != stream.before.end()) {
    stream.takes_turns = true;
    std::erase_if(changes_, [&](const SiChange& one) { return one.what == what; });
  }
  if (!stream.takes_turns && stream.now.times >= kEnoughTimes) {
    changes_.push_back({what, stream.now.last, next.first});
    if (changes_.size() > kMaxChanges) changes_.pop_front();
  }
  stream.before.push_back(std::move(stream.now.content));
  if (stream.before.size() > kMaxBefore) stream.before.pop_front();
  stream.now = std::move(next);
}

}  // namespace cellwarden::history
