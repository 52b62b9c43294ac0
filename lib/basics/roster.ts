/** A member of a roster. The roster itself sets the place. */
export type Listed = { rosterPlace: number };

/**
 * A set of objects that come and go with every call. A `Set` allocates a new table every hundred changes or so, and each old table refers
 * to the next. Once one of them is in the old generation, everything since then survives until a full collection: calls took a fifth more
 * time.
 */
export class Roster<Member extends Listed> {
  private readonly members: Member[] = [];

  get size(): number {
    return this.members.length;
  }

  add(member: Member): void {
    member.rosterPlace = this.members.push(member) - 1;
  }

  /** Does nothing for an object that is not there. */
  remove(member: Member): void {
    const { members } = this;
    const place = member.rosterPlace;
    if (members[place] !== member) return;
    const last = members.pop() as Member;
    if (last !== member) {
      members[place] = last;
      last.rosterPlace = place;
    }
    member.rosterPlace = -1;
  }

  /** Visits each member once. `visit` may remove any of them. */
  forEach(visit: (member: Member) => void): void {
    for (const member of [...this.members]) if (member.rosterPlace !== -1) visit(member);
  }
}
