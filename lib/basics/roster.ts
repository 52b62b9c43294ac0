/** Who may stand on a roster; the place belongs to the roster. */
export type Listed = { rosterPlace: number };

/**
 * A set of objects that come and go with every call. A `Set` makes itself a new table every hundred times or so, and each old
 * table keeps the next one: once one of them has grown old, whatever passed through it since lives on until the next full
 * collection, which cost calls a fifth more time. Here nothing is left of who has gone.
 */
export class Roster<Member extends Listed> {
  private readonly members: Member[] = [];

  get size(): number {
    return this.members.length;
  }

  add(member: Member): void {
    member.rosterPlace = this.members.push(member) - 1;
  }

  /** Does nothing for one who is not there. */
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

  /** Each of them once, though `visit` may remove any. */
  forEach(visit: (member: Member) => void): void {
    for (const member of [...this.members]) if (member.rosterPlace !== -1) visit(member);
  }
}
