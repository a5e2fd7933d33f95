#include "store/memory/memory_store.h"

#include <exception>
#include <mutex>
#include <string>

#include "store/memory/reading.h"
#include "store/memory/undo_log.h"
#include "store/memory/writing.h"

namespace imprint {
namespace {

Error Thrown(std::string what) {
  return Error(ErrorCode::kInternal, "The store could not answer.")
      .WithDetail("a write's body threw: " + std::move(what));
}

Status RunGuarded(const std::function<Status(StoreWriter&)>& body, StoreWriter& writer) {
  try {
    return body(writer);
  } catch (const std::exception& thrown) {
    return Fail(Thrown(thrown.what()));
  } catch (...) {
    return Fail(Thrown("something"));
  }
}

}  // namespace

Status MemoryStore::Read(const std::function<Status(StoreReader&)>& body) {
  std::unique_lock entering(entrance_);
  const std::shared_lock lock(mutex_);
  entering.unlock();
  MemoryReading<StoreReader> reader(tables_);
  return body(reader);
}

Status MemoryStore::Write(const std::function<Status(StoreWriter&)>& body) {
  std::unique_lock entering(entrance_);
  const std::unique_lock lock(mutex_);
  entering.unlock();
  UndoLog undo;
  MemoryWriting writer(tables_, undo);
  auto outcome = RunGuarded(body, writer);
  if (!outcome) undo.Undo();
  return outcome;
}

}  // namespace imprint
