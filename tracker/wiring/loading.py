"""Which part of the app has which name; each is imported when it is first asked for."""

from tracker.screens.messages import Part
from tracker.wiring.parts import AppPart


def kind_of(part: Part) -> type[AppPart]:
    """Load the part of this name."""
    match part:
        case Part.PLACES:
            from tracker.wiring.places import Places

            return Places
        case Part.SHARING:
            from tracker.wiring.sharing import Sharing

            return Sharing
        case Part.RESOLVING:
            from tracker.wiring.resolving import Resolving

            return Resolving
        case Part.STEPPING:
            from tracker.wiring.stepping import Stepping

            return Stepping
        case Part.TURNING:
            from tracker.wiring.turning import Turning

            return Turning
