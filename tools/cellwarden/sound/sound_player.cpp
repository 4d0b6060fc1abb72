#include "tools/cellwarden/sound/sound_player.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "tools/cellwarden/sound/tones.hpp"

namespace cellwarden::tools {

struct SoundPlayer::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<Sound> next;
  bool is_ending = false;
  bool has_ended = false;
  std::function<void(const Error&)> fall_back;  ///< empty once nobody is there to hear it
};

SoundPlayer::SoundPlayer(Play play, std::function<void(const Error&)> fall_back)
    : shared_(std::make_shared<Shared>()) {
  shared_->fall_back = std::move(fall_back);
  std::thread([shared = shared_, play = std::move(play)] { run(shared, play); }).detach();
}

SoundPlayer::~SoundPlayer() {
  constexpr std::chrono::seconds kPatience{3};
  std::unique_lock lock(shared_->mutex);
  shared_->is_ending = true;
  shared_->changed.notify_all();
  shared_->changed.wait_for(lock, kPatience, [this] { return shared_->has_ended; });
  shared_->fall_back = nullptr;
}

void SoundPlayer::play(Sound sound) {
  const std::lock_guard lock(shared_->mutex);
  shared_->next = shared_->next ? std::max(*shared_->next, sound) : sound;
  shared_->changed.notify_all();
}

void SoundPlayer::run(const std::shared_ptr<Shared>& shared, const Play& play) {
  std::unique_lock lock(shared->mutex);
  for (;;) {
    shared->changed.wait(lock, [&shared] { return shared->is_ending || shared->next; });
    if (shared->is_ending) break;
    const Sound sound = *std::exchange(shared->next, std::nullopt);
    lock.unlock();
    const auto played = play(samples_of(tones_of(sound)));
    lock.lock();
    if (!played && shared->fall_back) shared->fall_back(played.error());
  }
  shared->has_ended = true;
  shared->changed.notify_all();
}

}  // namespace cellwarden::tools
