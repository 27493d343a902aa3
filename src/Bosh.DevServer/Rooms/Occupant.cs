using System.Xml.Linq;
using Bosh.DevServer.Routing;

namespace Bosh.DevServer.Rooms;

/// <summary>Somebody in a room.</summary>
/// <param name="Nick">The name in the room.</param>
/// <param name="Resource">Who it is.</param>
/// <param name="Presence">The last presence sent to the room.</param>
internal sealed record Occupant(string Nick, ConnectedResource Resource, XElement Presence);
